import { CreateTransitGatewayCommand, DescribeTransitGatewaysCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateOrganizationalUnitCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  DeleteResourceShareCommand,
  DisassociateResourceShareCommand,
  EnableSharingWithAwsOrganizationCommand,
  GetResourceShareAssociationsCommand,
  GetResourceSharesCommand,
  ListPrincipalsCommand,
  ListResourcesCommand,
  RAMClient,
  TagResourceCommand,
  UpdateResourceShareCommand,
  type AssociateResourceShareCommandInput,
  type CreateResourceShareCommandInput,
} from '@aws-sdk/client-ram';
import { as, DEV, HUB, worldWithOrganization, MANAGEMENT, PROD } from '../organization-fixture';
import type { World } from '../world';

const ORGANIZATION = `arn:aws:organizations::${MANAGEMENT}:organization/o-sampleorg1`;

let world: World;
let gateway: string;
let gatewayId: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  const { TransitGateway: made } = await ec2(HUB).send(new CreateTransitGatewayCommand({}));
  gateway = made?.TransitGatewayArn ?? '';
  gatewayId = made?.TransitGatewayId ?? '';
});

const ec2 = (accountId: string) => new EC2Client(as(world, accountId));
const ram = (accountId: string) => new RAMClient(as(world, accountId));
const settle = () => world.clock.jump(world.times.other);
const organizations = () => new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));

const create = async (input: Partial<CreateResourceShareCommandInput> = {}, owner = HUB): Promise<string> => {
  const command = new CreateResourceShareCommand({ name: 'hub', resourceArns: [gateway], ...input });
  return (await ram(owner).send(command)).resourceShare?.resourceShareArn ?? '';
};
const associate = (input: AssociateResourceShareCommandInput) =>
  ram(HUB).send(new AssociateResourceShareCommand(input));
const sees = async (accountId: string): Promise<boolean> => {
  try {
    await ec2(accountId).send(new DescribeTransitGatewaysCommand({ TransitGatewayIds: [gatewayId] }));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'InvalidTransitGatewayID.NotFound' });
    return false;
  }
};
const statuses = async () => {
  const client = ram(HUB);
  const principals = await client.send(new GetResourceShareAssociationsCommand({ associationType: 'PRINCIPAL' }));
  return principals.resourceShareAssociations?.map(({ associatedEntity, status }) => `${associatedEntity} ${status}`);
};

async function moveToNewUnit(accountId: string): Promise<string> {
  const { OrganizationalUnit: unit } = await organizations().send(
    new CreateOrganizationalUnitCommand({ ParentId: world.organizations.rootId, Name: 'Workloads' }),
  );
  const { OrganizationalUnit: inner } = await organizations().send(
    new CreateOrganizationalUnitCommand({ ParentId: unit?.Id, Name: 'Dev' }),
  );
  await organizations().send(
    new MoveAccountCommand({
      AccountId: accountId,
      SourceParentId: world.organizations.rootId,
      DestinationParentId: inner?.Id,
    }),
  );
  return unit?.Arn ?? '';
}

describe('a share within the organization', () => {
  test('gives an account the gateway once it is associated, without an invitation', async () => {
    await create({ principals: [DEV] });
    expect(await statuses()).toEqual([`${DEV} ASSOCIATING`]);
    expect(await sees(DEV)).toBe(false);
    await settle();
    expect(await statuses()).toEqual([`${DEV} ASSOCIATED`]);
    expect([await sees(DEV), await sees(PROD)]).toEqual([true, false]);
    expect(world.ram.sharedWith(DEV)).toEqual([gateway]);
    expect(world.ram.invitations.size).toBe(0);
  });

  test('of a share without resources gives nothing until one is added', async () => {
    const resourceShareArn = await create({ resourceArns: [], principals: [DEV] });
    await settle();
    expect(await sees(DEV)).toBe(false);
    await associate({ resourceShareArn, resourceArns: [gateway] });
    await settle();
    expect(await sees(DEV)).toBe(true);
  });

  test('ends at once for a disassociated principal, and has status DISASSOCIATED', async () => {
    const lost: string[] = [];
    world.ram.onUnshared((arn, accountId) => lost.push(`${arn} ${accountId}`));
    const resourceShareArn = await create({ principals: [DEV, PROD] });
    await settle();
    const disassociate = () =>
      ram(HUB).send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [DEV] }));
    await disassociate();
    expect([await sees(DEV), await sees(PROD)]).toEqual([false, true]);
    expect(lost).toEqual([`${gateway} ${DEV}`]);
    expect(await statuses()).toEqual([`${DEV} DISASSOCIATING`, `${PROD} ASSOCIATED`]);
    await settle();
    expect(await statuses()).toEqual([`${DEV} DISASSOCIATED`, `${PROD} ASSOCIATED`]);
    await expect(disassociate()).rejects.toMatchObject({ name: 'UnknownResourceException' });
    await associate({ resourceShareArn, principals: [DEV] });
    await settle();
    expect(await sees(DEV)).toBe(true);
    expect(await statuses()).toEqual([`${PROD} ASSOCIATED`, `${DEV} ASSOCIATED`]);
  });

  test('with the organization or an OU follows its accounts, nested ones too', async () => {
    const unit = await moveToNewUnit(DEV);
    await create({ principals: [unit] });
    await settle();
    expect([await sees(DEV), await sees(PROD)]).toEqual([true, false]);
    const parent = world.organizations.account(DEV)?.parentId;
    await organizations().send(
      new MoveAccountCommand({
        AccountId: DEV,
        SourceParentId: parent,
        DestinationParentId: world.organizations.rootId,
      }),
    );
    expect(await sees(DEV)).toBe(false);
    await create({ name: 'all', principals: [ORGANIZATION] });
    await settle();
    expect([await sees(DEV), await sees(PROD)]).toEqual([true, true]);
  });

  test('ends when its share is deleted', async () => {
    const resourceShareArn = await create({ principals: [DEV] });
    await settle();
    await ram(HUB).send(new DeleteResourceShareCommand({ resourceShareArn }));
    expect(await sees(DEV)).toBe(false);
    await settle();
    const { resourceShares: own } = await ram(HUB).send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }));
    expect(own).toMatchObject([{ status: 'DELETED' }]);
    await expect(associate({ resourceShareArn, principals: [PROD] })).rejects.toMatchObject({
      name: 'UnknownResourceException',
    });
  });

  test('is lost by an account that leaves the organization', async () => {
    await create({ principals: [DEV] });
    await create({ name: 'all', principals: [ORGANIZATION] });
    await settle();
    const account = world.organizations.account(DEV);
    if (account) world.organizations.depart(account, 'REMOVED');
    expect(await sees(DEV)).toBe(false);
    expect(await sees(PROD)).toBe(true);
  });

  test('needs sharing to be enabled through RAM: trusted access alone leaves OUs unknown', async () => {
    await organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal: 'ram.amazonaws.com' }));
    await organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'ram.amazonaws.com' }));
    await expect(create({ principals: [ORGANIZATION] })).rejects.toMatchObject({ name: 'UnknownResourceException' });
    await ram(MANAGEMENT).send(new EnableSharingWithAwsOrganizationCommand({}));
    await expect(create({ principals: [ORGANIZATION] })).resolves.toBeDefined();
  });

  test('loses its members when sharing with the organization is disabled', async () => {
    await create({ principals: [DEV, ORGANIZATION] });
    await settle();
    await organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal: 'ram.amazonaws.com' }));
    expect([await sees(DEV), await sees(PROD)]).toEqual([false, false]);
  });

  test('is enabled by the management account only', async () => {
    const enable = ram(HUB).send(new EnableSharingWithAwsOrganizationCommand({}));
    await expect(enable).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  });
});

describe('what cannot be shared', () => {
  const arn = (resource: string, accountId = HUB, region = 'eu-west-1') =>
    `arn:aws:ec2:${region}:${accountId}:${resource}`;

  test.each([
    ['a gateway that does not exist', arn('transit-gateway/tgw-0nowhere'), 'UnknownResourceException'],
    ['no ARN', 'tgw-1', 'MalformedArnException'],
    ['a kind that RAM does not share', arn('vpc/vpc-1'), 'MalformedArnException'],
    ['a gateway of another region', arn('transit-gateway/tgw-1', HUB, 'us-east-1'), 'InvalidParameterException'],
  ])('%s', async (_what, resourceArn, name) => {
    await expect(create({ resourceArns: [resourceArn] })).rejects.toMatchObject({ name });
    expect(world.ram.shares.size).toBe(0);
  });

  test('a resource of another account', async () => {
    await expect(create({}, DEV)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  });
});

describe('principals that cannot be added', () => {
  test.each([
    ['a malformed principal', ['malformed'], 'InvalidParameterException'],
    ['oneself', [HUB], 'InvalidParameterException'],
    [
      'an OU that does not exist',
      [`arn:aws:organizations::${MANAGEMENT}:ou/o-sampleorg1/ou-root-nowhere0`],
      'UnknownResourceException',
    ],
    [
      'another organization',
      ['arn:aws:organizations::999999999999:organization/o-other00000'],
      'UnknownResourceException',
    ],
    ['a role, which gateways do not take', [`arn:aws:iam::${DEV}:role/x`], 'NotImplemented'],
  ])('%s', async (_who, principals, name) => {
    await expect(create({ principals })).rejects.toMatchObject({ name });
  });

  test('an account outside of the organization, if the share is for the organization only', async () => {
    const outside = { principals: ['300000000001'], allowExternalPrincipals: false };
    await expect(create(outside)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    await expect(create({ principals: [DEV], allowExternalPrincipals: false })).resolves.toBeDefined();
  });
});

describe('the request itself', () => {
  test('with a client token creates one share, even when it is repeated', async () => {
    const input = { clientToken: 'once', principals: [DEV] };
    expect(await create(input)).toBe(await create(input));
    expect(await create({ principals: [DEV] })).not.toBe(await create({ principals: [DEV] }));
    await expect(create({ ...input, name: 'other' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  test.each([
    ["permissions that are not RAM's default", { permissionArns: ['arn:aws:ram::aws:permission/x'] }, 'NotImplemented'],
    [
      'retained access for members only',
      {
        allowExternalPrincipals: false,
        resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true },
      },
      'InvalidParameterException',
    ],
  ])('is refused with %s', async (_what, input, name) => {
    await expect(create(input)).rejects.toMatchObject({ name });
  });
});

describe('reading shares', () => {
  test('shows owner and receiver their own side', async () => {
    const resourceShareArn = await create({ principals: [DEV], tags: [{ key: 'a', value: 'b' }] });
    await settle();
    const shares = async (accountId: string, resourceOwner: 'SELF' | 'OTHER-ACCOUNTS') =>
      (await ram(accountId).send(new GetResourceSharesCommand({ resourceOwner }))).resourceShares;
    expect(await shares(HUB, 'SELF')).toMatchObject([{ resourceShareArn, tags: [{ key: 'a', value: 'b' }] }]);
    const received = await shares(DEV, 'OTHER-ACCOUNTS');
    expect(received).toMatchObject([{ resourceShareArn, owningAccountId: HUB }]);
    expect(received?.[0]?.tags).toBeUndefined();
    expect(await shares(PROD, 'OTHER-ACCOUNTS')).toEqual([]);
    const resources = await ram(DEV).send(new ListResourcesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }));
    expect(resources.resources).toMatchObject([{ arn: gateway, type: 'ec2:TransitGateway', status: 'AVAILABLE' }]);
    const principals = async (accountId: string, resourceOwner: 'SELF' | 'OTHER-ACCOUNTS') =>
      (await ram(accountId).send(new ListPrincipalsCommand({ resourceOwner }))).principals?.map(({ id }) => id);
    expect(await principals(HUB, 'SELF')).toEqual([DEV]);
    expect(await principals(DEV, 'OTHER-ACCOUNTS')).toEqual([HUB]);
  });

  test('filters by name, tag, status and ARN, and pages', async () => {
    await create();
    const tagged = await create({ name: 'tagged' });
    await ram(HUB).send(new TagResourceCommand({ resourceShareArn: tagged, tags: [{ key: 'a', value: 'b' }] }));
    const find = async (input: object) => {
      const answer = await ram(HUB).send(new GetResourceSharesCommand({ resourceOwner: 'SELF', ...input }));
      return answer.resourceShares?.map((share) => share.name);
    };
    expect(await find({ name: 'tagged' })).toEqual(['tagged']);
    expect(await find({ tagFilters: [{ tagKey: 'a', tagValues: ['b'] }] })).toEqual(['tagged']);
    expect(await find({ resourceShareStatus: 'DELETED' })).toEqual([]);
    expect(await find({ maxResults: 1 })).toEqual(['hub']);
    await expect(find({ maxResults: 501 })).rejects.toMatchObject({ name: 'InvalidMaxResultsException' });
    await expect(find({ resourceOwner: 'ANYBODY' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const mixed = ram(HUB).send(
      new GetResourceShareAssociationsCommand({ associationType: 'RESOURCE', principal: DEV }),
    );
    await expect(mixed).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('a share can be renamed by its owner only', async () => {
    const resourceShareArn = await create();
    const rename = (accountId: string) =>
      ram(accountId).send(new UpdateResourceShareCommand({ resourceShareArn, name: 'new' }));
    await expect(rename(DEV)).rejects.toMatchObject({ name: 'UnknownResourceException' });
    expect((await rename(HUB)).resourceShare?.name).toBe('new');
  });
});
