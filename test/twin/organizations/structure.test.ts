import {
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DeleteOrganizationalUnitCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations';
import { MANAGEMENT } from '../organization-fixture';
import { World } from '../world';
import { createAccount, createUnit, errorName, organizationsClient, organizedWorld } from './fixture';

const GIVEN = { organizationalUnits: { Workloads: 'ou-root-workload', 'Workloads/Dev': 'ou-root-00000dev' } };

let world: World;
beforeEach(async () => {
  world = await organizedWorld({ given: GIVEN });
});
const client = () => organizationsClient(world);

describe('an organization', () => {
  test('has the given ids, and is created once', async () => {
    const { Organization: organization } = await client().send(new DescribeOrganizationCommand({}));
    expect(organization).toMatchObject({
      Id: 'o-sampleorg1',
      Arn: 'arn:aws:organizations::100000000001:organization/o-sampleorg1',
      MasterAccountId: MANAGEMENT,
      FeatureSet: 'ALL',
    });
    const { Roots: roots } = await client().send(new ListRootsCommand({}));
    expect(roots).toMatchObject([{ Id: 'r-root', Name: 'Root' }]);
    expect(await errorName(client().send(new CreateOrganizationCommand({})))).toBe('AlreadyInOrganizationException');
  });

  test('does not exist before it is created', async () => {
    const lonely = new World({ given: { managementAccountId: MANAGEMENT } });
    const call = organizationsClient(lonely).send(new DescribeOrganizationCommand({}));
    expect(await errorName(call)).toBe('AWSOrganizationsNotInUseException');
  });

  test('creates ids that are not given', async () => {
    const minted = new World({ seed: 7 });
    const founder = organizationsClient(minted, minted.organizations.managementAccountId);
    const { Organization: organization } = await founder.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    expect(organization?.Id).toMatch(/^o-[a-z0-9]{10}$/);
  });
});

describe('an organizational unit', () => {
  test('has the id that is given for its path, or a new one', async () => {
    const workloads = await createUnit(world, 'Workloads');
    expect([workloads, await createUnit(world, 'Dev', workloads)]).toEqual(['ou-root-workload', 'ou-root-00000dev']);
    expect(await createUnit(world, 'Dev')).toMatch(/^ou-root-[a-z0-9]{8}$/);
    const { OrganizationalUnit: unit } = await client().send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-root-00000dev' }),
    );
    expect(unit).toMatchObject({
      Name: 'Dev',
      Arn: 'arn:aws:organizations::100000000001:ou/o-sampleorg1/ou-root-00000dev',
      Path: 'o-sampleorg1/r-root/ou-root-workload/ou-root-00000dev/',
    });
  });

  test('needs a parent that exists, a name that its parent does not have yet, and room below', async () => {
    const create = (ParentId: string, Name: string) =>
      client().send(new CreateOrganizationalUnitCommand({ ParentId, Name }));
    const unit = await createUnit(world, 'Workloads');
    expect(await errorName(create('ou-root-nowhere0', 'Dev'))).toBe('ParentNotFoundException');
    expect(await errorName(create('r-root', 'Workloads'))).toBe('DuplicateOrganizationalUnitException');
    expect(await errorName(create(unit, 'Workloads'))).toBeUndefined();
    let parent = unit;
    for (const name of ['2', '3', '4', '5']) parent = await createUnit(world, name, parent);
    await expect(create(parent, '6')).rejects.toMatchObject({ Reason: 'OU_DEPTH_LIMIT_EXCEEDED' });
  });

  test('is renamed to a free name only', async () => {
    const unit = await createUnit(world, 'Workloads');
    await createUnit(world, 'Sandbox');
    const rename = (Name: string) =>
      client().send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: unit, Name }));
    expect(await errorName(rename('Sandbox'))).toBe('DuplicateOrganizationalUnitException');
    expect((await rename('Work')).OrganizationalUnit?.Name).toBe('Work');
  });

  test('is deleted only when it is empty', async () => {
    const unit = await createUnit(world, 'Workloads');
    const inner = await createUnit(world, 'Dev', unit);
    const account = await createAccount(world, 'dev');
    const remove = (id: string) => client().send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: id }));
    await client().send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: 'r-root', DestinationParentId: inner }),
    );
    expect(await errorName(remove(unit))).toBe('OrganizationalUnitNotEmptyException');
    expect(await errorName(remove(inner))).toBe('OrganizationalUnitNotEmptyException');
    await client().send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: inner, DestinationParentId: 'r-root' }),
    );
    await remove(inner);
    await remove(unit);
    expect(await errorName(remove(unit))).toBe('OrganizationalUnitNotFoundException');
  });

  test('lists what is directly in it', async () => {
    const unit = await createUnit(world, 'Workloads');
    const inner = await createUnit(world, 'Dev', unit);
    const account = await createAccount(world, 'dev');
    const accountsOfRoot = await client().send(new ListAccountsForParentCommand({ ParentId: 'r-root' }));
    expect(accountsOfRoot.Accounts?.map(({ Id }) => Id)).toEqual([MANAGEMENT, account]);
    const units = await client().send(new ListOrganizationalUnitsForParentCommand({ ParentId: unit }));
    expect(units.OrganizationalUnits).toMatchObject([{ Id: inner }]);
    const children = (ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT') =>
      client().send(new ListChildrenCommand({ ParentId: 'r-root', ChildType }));
    expect((await children('ORGANIZATIONAL_UNIT')).Children).toEqual([{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }]);
    expect((await children('ACCOUNT')).Children).toHaveLength(2);
    const { Parents: parents } = await client().send(new ListParentsCommand({ ChildId: inner }));
    expect(parents).toEqual([{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }]);
    const unknown = client().send(new ListAccountsForParentCommand({ ParentId: 'ou-root-nowhere0' }));
    expect(await errorName(unknown)).toBe('ParentNotFoundException');
    const orphan = client().send(new ListParentsCommand({ ChildId: 'ou-root-nowhere0' }));
    expect(await errorName(orphan)).toBe('ChildNotFoundException');
  });
});
