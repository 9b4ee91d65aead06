import * as ec2 from '@aws-sdk/client-ec2';
import { HUB, Mesh, REGION, SPOKE, codeOf, given } from './tgw-fixture';

let mesh: Mesh;
beforeEach(() => {
  mesh = new Mesh();
});

const create = (more: Partial<ec2.CreateManagedPrefixListCommandInput> = {}) =>
  mesh.hub.send(
    new ec2.CreateManagedPrefixListCommand({ PrefixListName: 'mesh', MaxEntries: 3, AddressFamily: 'IPv4', ...more }),
  );
/** A complete list with these entries. */
const made = async (...cidrs: string[]): Promise<string> => {
  const { PrefixList } = await create({ Entries: cidrs.map((Cidr) => ({ Cidr })) });
  await mesh.rest(10_000);
  return given(PrefixList?.PrefixListId);
};
const modify = (id: string, more: Partial<ec2.ModifyManagedPrefixListCommandInput>, as = mesh.hub) =>
  as.send(new ec2.ModifyManagedPrefixListCommand({ PrefixListId: id, ...more }));
const remove = (id: string, as = mesh.hub) => as.send(new ec2.DeleteManagedPrefixListCommand({ PrefixListId: id }));
const describeAll = async (input: ec2.DescribeManagedPrefixListsCommandInput = {}, as = mesh.hub) =>
  (await as.send(new ec2.DescribeManagedPrefixListsCommand(input))).PrefixLists ?? [];
const one = async (id: string, as = mesh.hub) => given((await describeAll({ PrefixListIds: [id] }, as))[0]);
const entries = async (id: string, TargetVersion?: number, as = mesh.hub) => {
  const input = TargetVersion === undefined ? { PrefixListId: id } : { PrefixListId: id, TargetVersion };
  return (await as.send(new ec2.GetManagedPrefixListEntriesCommand(input))).Entries?.map(({ Cidr }) => Cidr);
};
const associations = async (id: string, as = mesh.hub) =>
  (await as.send(new ec2.GetManagedPrefixListAssociationsCommand({ PrefixListId: id }))).PrefixListAssociations;
const shareList = (id: string) => mesh.share(`arn:aws:ec2:${REGION}:${HUB}:prefix-list/${id}`, SPOKE);

/** A VPC of the spoke that is attached to a transit gateway of the hub, and a route table of it. */
async function routedVpc() {
  const tgw = await mesh.transitGateway();
  await mesh.shareTransitGateway(tgw);
  const { vpcId } = await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16');
  const { routeTableId } = mesh.world.ec2.mainRouteTable(given(mesh.world.ec2.vpc(vpcId)));
  const routeTo = (prefixListId: string) => ({ RouteTableId: routeTableId, DestinationPrefixListId: prefixListId });
  return {
    routeTableId,
    add: (prefixListId: string) =>
      mesh.spoke.send(new ec2.CreateRouteCommand({ ...routeTo(prefixListId), TransitGatewayId: tgw })),
    drop: (prefixListId: string) => mesh.spoke.send(new ec2.DeleteRouteCommand(routeTo(prefixListId))),
  };
}

describe('CreateManagedPrefixList', () => {
  it('takes a while and makes version 1, with canonical entries', async () => {
    const { PrefixList } = await create({ Entries: [{ Cidr: '10.1.2.3/16', Description: 'dev' }] });
    const id = given(PrefixList?.PrefixListId);
    expect(PrefixList).toMatchObject({
      State: 'create-in-progress',
      PrefixListArn: `arn:aws:ec2:${REGION}:${HUB}:prefix-list/${id}`,
      Version: 1,
      MaxEntries: 3,
      OwnerId: HUB,
    });
    expect(await codeOf(modify(id, { MaxEntries: 5 }))).toBe('IncorrectState');
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({ State: 'create-complete' });
    expect(await entries(id)).toEqual(['10.1.0.0/16']);
  });

  it('refuses names of AWS, other families, and bad, double and too many entries', async () => {
    const ask = (more: Partial<ec2.CreateManagedPrefixListCommandInput>) => codeOf(create(more));
    expect(await ask({ PrefixListName: 'com.amazonaws.mine' })).toBe('InvalidParameterValue');
    expect(await ask({ AddressFamily: 'IPv5' })).toBe('InvalidParameterValue');
    expect(await ask({ MaxEntries: 0 })).toBe('InvalidParameterValue');
    expect(await ask({ Entries: [{ Cidr: '::/0' }] })).toBe('InvalidParameterValue');
    expect(await ask({ Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '10.0.0.1/8' }] })).toBe('InvalidParameterValue');
    const four = ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].map((Cidr) => ({ Cidr }));
    expect(await ask({ Entries: four })).toBe('PrefixListMaxEntriesExceeded');
    const many = Array.from({ length: 101 }, (_, index) => ({ Cidr: `10.${index}.0.0/16` }));
    expect(await ask({ Entries: many, MaxEntries: 200 })).toBe('InvalidParameterValue');
  });

  it("stops at the quota, which counts the account's own lists of the region that are not deleted", async () => {
    mesh.world.ec2.quotas.prefixListsPerRegion = 1;
    const id = await made();
    expect(await codeOf(create())).toBe('PrefixListLimitExceeded');
    const elsewhere = { PrefixListName: 'mesh', MaxEntries: 3, AddressFamily: 'IPv4' };
    await mesh.client(HUB, 'us-west-2').send(new ec2.CreateManagedPrefixListCommand(elsewhere));
    await mesh.spoke.send(new ec2.CreateManagedPrefixListCommand(elsewhere));
    await remove(id);
    expect(await codeOf(create())).toBe('PrefixListLimitExceeded');
    await mesh.rest(10_000);
    await create();
  });

  it('answers a repeated client token with the list it made, and refuses the token for another', async () => {
    const first = await create({ ClientToken: 'once' });
    const again = await create({ ClientToken: 'once' });
    expect(again.PrefixList?.PrefixListId).toBe(first.PrefixList?.PrefixListId);
    expect(await codeOf(create({ ClientToken: 'once', MaxEntries: 9 }))).toBe('IdempotentParameterMismatch');
  });
});

describe('ModifyManagedPrefixList', () => {
  it('makes a version, which counts from the moment the state is complete, and keeps name and older versions', async () => {
    const id = await made('10.1.0.0/16');
    const change = {
      CurrentVersion: 1,
      AddEntries: [{ Cidr: '10.2.0.0/16' }],
      RemoveEntries: [{ Cidr: '10.1.0.0/16' }],
    };
    expect((await modify(id, change)).PrefixList).toMatchObject({ State: 'modify-in-progress', Version: 1 });
    expect(await codeOf(modify(id, { ...change, CurrentVersion: 1 }))).toBe('IncorrectState');
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({
      State: 'modify-complete',
      Version: 2,
      PrefixListName: 'mesh',
      MaxEntries: 3,
    });
    expect(await entries(id)).toEqual(['10.2.0.0/16']);
    expect(await entries(id, 1)).toEqual(['10.1.0.0/16']);
    expect(await codeOf(entries(id, 3))).toBe('InvalidParameterValue');
  });

  it('refuses a stale or missing version', async () => {
    const id = await made('10.1.0.0/16');
    const change = { AddEntries: [{ Cidr: '10.2.0.0/16' }] };
    expect(await codeOf(modify(id, change))).toBe('MissingParameter');
    expect(await codeOf(modify(id, { ...change, CurrentVersion: 2 }))).toBe('PrefixListVersionMismatch');
    await modify(id, { ...change, CurrentVersion: 1 });
    await mesh.rest(10_000);
    const next = { AddEntries: [{ Cidr: '10.3.0.0/16' }], CurrentVersion: 1 };
    expect(await codeOf(modify(id, next))).toBe('PrefixListVersionMismatch');
  });

  it('refuses more entries than fit, and changes that change nothing or contradict each other', async () => {
    const id = await made('10.1.0.0/16', '10.2.0.0/16');
    const ask = (more: Partial<ec2.ModifyManagedPrefixListCommandInput>) =>
      codeOf(modify(id, { CurrentVersion: 1, ...more }));
    const [first, third, fourth] = ['10.1.0.0/16', '10.3.0.0/16', '10.4.0.0/16'].map((Cidr) => ({ Cidr }));
    expect(await ask({ AddEntries: [given(third), given(fourth)] })).toBe('PrefixListMaxEntriesExceeded');
    expect(await ask({ AddEntries: [given(first)] })).toBe('InvalidPrefixListModification');
    expect(await ask({ RemoveEntries: [given(third)] })).toBe('InvalidPrefixListModification');
    expect(await ask({ AddEntries: [given(first)], RemoveEntries: [given(first)] })).toBe('InvalidParameterValue');
    expect(await ask({})).toBe('InvalidRequest');
    expect(await ask({ MaxEntries: 5, AddEntries: [given(third)] })).toBe('InvalidParameterCombination');
    expect(await ask({ IpamPrefixListResolverSyncEnabled: true })).toBe('UnsupportedOperation');
    expect(await ask({ MaxEntries: 1 })).toBe('PrefixListMaxEntriesExceeded');
    expect(await ask({ MaxEntries: 1001 })).toBe('InvalidParameterValue');
    expect(await one(id)).toMatchObject({ State: 'create-complete', Version: 1 });
  });

  it('renames and resizes without a new version', async () => {
    const id = await made('10.1.0.0/16');
    await modify(id, { PrefixListName: 'renamed', MaxEntries: 9 });
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({ PrefixListName: 'renamed', MaxEntries: 9, Version: 1 });
  });

  it('fails to grow beyond the quota of a referencing route table, and names the table', async () => {
    const id = await made('10.1.0.0/16');
    await shareList(id);
    const vpc = await routedVpc();
    await vpc.add(id);
    mesh.world.ec2.quotas.routesPerTable = 5;
    await modify(id, { MaxEntries: 6 });
    await mesh.rest(10_000);
    const failed = await one(id);
    expect(failed).toMatchObject({ State: 'modify-failed', MaxEntries: 3 });
    expect(failed.StateMessage).toContain(vpc.routeTableId);
    await modify(id, { MaxEntries: 5 });
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({ State: 'modify-complete', MaxEntries: 5 });
    expect(await one(id)).not.toHaveProperty('StateMessage');
  });
});

describe('a prefix list that is shared', () => {
  it('can be read and used, not changed; routes keep it after the share ends, and the owner cannot delete it meanwhile', async () => {
    const id = await made('10.0.0.0/14');
    const vpc = await routedVpc();
    expect(await codeOf(vpc.add(id))).toBe('InvalidPrefixListID.NotFound');
    expect(await codeOf(one(id, mesh.spoke))).toBe('InvalidPrefixListID.NotFound');
    const unshare = await shareList(id);
    expect(await one(id, mesh.spoke)).toMatchObject({ OwnerId: HUB, PrefixListName: 'mesh' });
    expect(await entries(id, undefined, mesh.spoke)).toEqual(['10.0.0.0/14']);
    await vpc.add(id);
    const use = [{ ResourceId: vpc.routeTableId, ResourceOwner: SPOKE }];
    expect(await associations(id)).toEqual(use);
    expect(await associations(await made())).toEqual([]);
    expect(await codeOf(associations(id, mesh.spoke))).toBe('UnauthorizedOperation');
    expect(await codeOf(modify(id, { MaxEntries: 9 }, mesh.spoke))).toBe('UnauthorizedOperation');
    expect(await codeOf(remove(id, mesh.spoke))).toBe('UnauthorizedOperation');
    expect(await codeOf(remove(id))).toBe('DependencyViolation');
    await unshare();
    expect(await codeOf(entries(id, undefined, mesh.spoke))).toBe('InvalidPrefixListID.NotFound');
    expect(await associations(id)).toEqual(use);
    await vpc.drop(id);
    expect((await remove(id)).PrefixList?.State).toBe('delete-in-progress');
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({ State: 'delete-complete' });
    expect(await codeOf(remove(id))).toBe('IncorrectState');
  });
});

describe('DescribeManagedPrefixLists', () => {
  it('shows the lists that AWS manages to every account, and no account can change them', async () => {
    const [s3] = await describeAll({ Filters: [{ Name: 'prefix-list-name', Values: [`com.amazonaws.${REGION}.s3`] }] });
    expect(s3?.OwnerId).toBe('AWS');
    expect(s3?.PrefixListArn).toContain(`:${REGION}:aws:prefix-list/`);
    expect(s3).not.toHaveProperty('StateMessage');
    const id = given(s3?.PrefixListId);
    expect(await entries(id, undefined, mesh.other)).not.toEqual([]);
    expect(await codeOf(modify(id, { PrefixListName: 'mine' }))).toBe('UnauthorizedOperation');
    expect(await codeOf(one(id, mesh.client(HUB, 'us-west-2')))).toBe('InvalidPrefixListID.NotFound');
  });

  it('filters by owner, refuses unknown filters and ids, and pages from one to a hundred', async () => {
    await made();
    await made();
    const own = [{ Name: 'owner-id', Values: [HUB] }];
    expect(await describeAll({ Filters: own })).toHaveLength(2);
    expect(await describeAll({ Filters: own, MaxResults: 1 })).toHaveLength(1);
    expect(await codeOf(describeAll({ MaxResults: 101 }))).toBe('InvalidParameterValue');
    expect(await codeOf(describeAll({ Filters: [{ Name: 'state', Values: ['x'] }] }))).toBe('InvalidParameterValue');
    expect(await codeOf(one('pl-00000000000000000'))).toBe('InvalidPrefixListID.NotFound');
  });
});
