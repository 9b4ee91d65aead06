import * as ec2 from '@aws-sdk/client-ec2';
import { DetachPolicyCommand, ListPoliciesForTargetCommand } from '@aws-sdk/client-organizations';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';
import { verify } from '../demo/verify';
import { reachable } from '../twin/ec2/tgw-reach';
import { snapshot } from '../twin/snapshot';
import { leadTo, propagatedTo, watch } from './watch';
import { MANAGED, STATUS } from '../../lib/names';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const accountOf = ({ organization }: EnrolledWorld, name: string): string => organization.accounts[name] ?? '';
const statusOf = ({ world }: EnrolledWorld, vpcId: string): string | undefined =>
  world.ec2.tagsOf(vpcId, world.ec2.vpc(vpcId)?.ownerId ?? '').get(STATUS);

/** Detaches the service control policies from an OU: what they deny may have happened before they existed. */
async function unguarded({ people, organization }: EnrolledWorld, unit: string): Promise<void> {
  const TargetId = organization.organizationalUnits[unit];
  const { Policies } = await people.organizations.send(
    new ListPoliciesForTargetCommand({ TargetId, Filter: 'SERVICE_CONTROL_POLICY' }),
  );
  for (const { Id: PolicyId } of (Policies ?? []).filter(({ AwsManaged }) => !AwsManaged))
    await people.organizations.send(new DetachPolicyCommand({ PolicyId, TargetId }));
}

/** A VPC of an account named after its segment. */
const vpcIn = (setting: EnrolledWorld, account: string, cidr: string): Promise<string> =>
  setting.people.createVpc(accountOf(setting, account), { cidr, zones: 'ab', routeTables: 1 });

describe('segments that must not reach each other', () => {
  it('never do while their VPCs join at the same time', async () => {
    const setting = await sharedOrganization(fixtureLandingZone());
    const { people, world } = setting;
    const made: [string, string][] = [];
    for (const [account, cidr] of [
      ['dev', '10.1.0.0/20'],
      ['dev', '10.1.16.0/20'],
      ['staging', '10.2.0.0/20'],
      ['prod', '10.3.0.0/20'],
    ] as const)
      made.push([account, await vpcIn(setting, account, cidr)]);
    const pairs = made.flatMap(([account, one]) =>
      made.filter(([other]) => other !== account).map(([, other]) => [one, other] as const),
    );
    const { seen, looks, run } = watch(setting, () => pairs);
    await Promise.all(made.map(([account, vpcId]) => people.tag(accountOf(setting, account), vpcId)));
    await run(15 * MINUTE);
    expect([...seen]).toEqual([]);
    expect(looks()).toBeGreaterThan(100);
    const joined = made.map(([account, vpcId]) => ({
      accountId: accountOf(setting, account),
      vpcId,
      segment: account,
    }));
    expect(await verify(setting, joined)).toEqual([]);
    const [[, one] = ['', ''], [, other] = ['', '']] = made;
    expect(reachable(world, one, other)).toBe(true);
  });

  it('never do while an account moves from one to the other: its old paths are removed before new ones are made', async () => {
    const landingZone = fixtureLandingZone();
    const { dev, prod } = landingZone.segments;
    if (!dev || !prod) throw new Error('The fixture has no segments dev and prod.');
    // A range that both segments contain, which no config may have: otherwise the VPC would be quarantined, as in the next test.
    const both = { ...prod, cidrs: [...prod.cidrs, ...dev.cidrs] };
    const setting = await enrolledOrganization(
      { ...landingZone, segments: { ...landingZone.segments, prod: both } },
      { deployed: landingZone },
    );
    const { people, organization } = setting;
    const { 'Workloads/Dev': from = '', 'Workloads/Prod': to = '' } = organization.organizationalUnits;
    const mover = await people.createAccount('mover');
    await people.move(mover, organization.rootId, from);
    await setting.world.clock.jump(5 * MINUTE);
    const moving = await people.createVpc(mover, { cidr: '10.1.128.0/20', zones: 'ab', routeTables: 1 });
    const inDev = await vpcIn(setting, 'dev', '10.1.0.0/20');
    const inProd = await vpcIn(setting, 'prod', '10.3.0.0/20');
    await people.tag(mover, moving);
    await people.tag(accountOf(setting, 'dev'), inDev);
    await people.tag(accountOf(setting, 'prod'), inProd);
    for (const vpcId of [moving, inDev, inProd]) await untilVpcIs(setting, vpcId, 'joined');
    expect(leadTo(setting, moving)).toEqual(['dev', 'shared']);

    const { seen, run } = watch(
      setting,
      () => [[inDev, inProd]],
      () => {
        const segments = propagatedTo(setting, moving);
        return segments.includes('dev') && segments.includes('prod')
          ? ['the mover is propagated to both segments']
          : [];
      },
    );
    await people.move(mover, from, to);
    await run(15 * MINUTE);
    expect([...seen]).toEqual([]);
    expect(await verify(setting, [{ accountId: mover, vpcId: moving, segment: 'prod' }])).toEqual([]);
    expect(reachable(setting.world, moving, inProd)).toBe(true);
    expect(reachable(setting.world, moving, inDev)).toBe(false);
  });
});

describe('a joined VPC whose addresses are no longer permitted', () => {
  let setting: EnrolledWorld;
  /** Each gets a second CIDR of another kind. */
  let vpcs: readonly string[];
  let neighbour: string;
  let accountId: string;
  let restore: () => void;
  beforeAll(async () => {
    setting = await sharedOrganization(fixtureLandingZone());
    accountId = accountOf(setting, 'dev');
    neighbour = await vpcIn(setting, 'dev', '10.1.64.0/20');
    await setting.people.tag(accountId, neighbour);
    await untilVpcIs(setting, neighbour, 'joined');
    const made: string[] = [];
    for (const cidr of ['10.1.0.0/20', '10.1.16.0/20', '10.1.32.0/20']) made.push(await vpcIn(setting, 'dev', cidr));
    for (const vpcId of made) await setting.people.tag(accountId, vpcId);
    for (const vpcId of made) await untilVpcIs(setting, vpcId, 'joined');
    vpcs = made;
    restore = snapshot(setting.world);
  });
  afterEach(() => restore());

  it('is quarantined when a second CIDR lies outside its segment or the mesh, or overlaps a VPC that joined before it, and joins again when that is removed', async () => {
    const { people, world } = setting;
    const client = await people.ec2(accountId);
    await unguarded(setting, 'Workloads/Dev');
    const added: (string | undefined)[] = [];
    // Outside its segment, outside the mesh, of a VPC that joined before it.
    for (const [index, CidrBlock] of ['10.3.32.0/24', '100.64.0.0/24', '10.1.64.0/24'].entries()) {
      const { CidrBlockAssociation } = await client.send(
        new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcs[index], CidrBlock }),
      );
      added.push(CidrBlockAssociation?.AssociationId);
    }
    await world.clock.jump(5 * MINUTE);
    for (const vpcId of vpcs) {
      expect(statusOf(setting, vpcId)).toMatch(/^quarantined dev: CIDR /);
      expect(leadTo(setting, vpcId)).toEqual([]);
      expect(reachable(world, vpcId, neighbour)).toBe(false);
      // Attachment, association, private zones and logs stay.
      const faults = await verify(setting, [{ accountId, vpcId, segment: 'dev' }]);
      expect(faults.map((fault) => /: (\w+) is/.exec(fault)?.[1]).sort()).toEqual(['activeIn', 'propagations']);
    }

    for (const AssociationId of added) await client.send(new ec2.DisassociateVpcCidrBlockCommand({ AssociationId }));
    await world.clock.jump(5 * MINUTE);
    for (const vpcId of vpcs) {
      expect(statusOf(setting, vpcId)).toBe('joined dev');
      expect(reachable(world, vpcId, neighbour)).toBe(true);
    }
    const joined = vpcs.map((vpcId) => ({ accountId, vpcId, segment: 'dev' }));
    expect(await verify(setting, joined)).toEqual([]);
  });

  it('leaves when its account moves to a segment with other ranges, is refused there, and reaches no VPC of it', async () => {
    const { people, world, organization } = setting;
    const inProd = await vpcIn(setting, 'prod', '10.3.0.0/20');
    await people.tag(accountOf(setting, 'prod'), inProd);
    await untilVpcIs(setting, inProd, 'joined');
    const [vpcId = ''] = vpcs;
    const { seen, run } = watch(setting, () => [[vpcId, inProd]]);
    const { 'Workloads/Dev': from = '', 'Workloads/Prod': to = '' } = organization.organizationalUnits;
    await people.move(accountId, from, to);
    await run(HOUR);
    expect([...seen]).toEqual([]);
    expect(leadTo(setting, vpcId)).toEqual([]);
    expect(reachable(world, vpcId, neighbour)).toBe(false);
    expect(statusOf(setting, vpcId)).toMatch(/^refused CIDR /);
  });
});

describe('two VPCs with the same CIDR, tagged at the same time in two accounts', () => {
  let setting: EnrolledWorld;
  let accounts: readonly string[];
  const vpcs: string[] = [];
  let restore: () => void;
  beforeAll(async () => {
    setting = await sharedOrganization(fixtureLandingZone());
    const { people, world, organization } = setting;
    const second = await people.createAccount('dev-second');
    await people.move(second, organization.rootId, organization.organizationalUnits['Workloads/Dev'] ?? '');
    await world.clock.jump(5 * MINUTE);
    accounts = [accountOf(setting, 'dev'), second];
    for (const accountId of accounts)
      vpcs.push(await people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 0 }));
    restore = snapshot(world);
  });
  afterEach(() => restore());

  it.each([1, 2, 3])('end with one that has joined and one that has not (seed %i)', async (seed) => {
    const { people, world } = setting;
    // Ids and delays are others then.
    for (let drawn = 0; drawn < seed; drawn++) world.ids.random();
    const [one = '', other = ''] = vpcs;
    const both = (): readonly string[] =>
      leadTo(setting, one).length > 0 && leadTo(setting, other).length > 0 ? ['both are routed'] : [];
    const { seen, run } = watch(setting, () => [[one, other]], both);
    await Promise.all(accounts.map((accountId, index) => people.tag(accountId, vpcs[index] ?? '')));
    await run(HOUR);
    expect([...seen]).toEqual([]);
    expect(vpcs.map((vpcId) => leadTo(setting, vpcId)).sort()).toEqual([[], ['dev', 'shared']]);
    const joined = vpcs.filter((vpcId) => statusOf(setting, vpcId) === 'joined dev');
    expect(joined).toHaveLength(1);
  });
});

describe('an attachment that was made by hand', () => {
  it('is not changed while its VPC has no join tag', async () => {
    const setting = await sharedOrganization(fixtureLandingZone());
    const { people, world, hub, landingZone } = setting;
    const accountId = accountOf(setting, 'dev');
    const vpcId = await vpcIn(setting, 'dev', '10.1.0.0/20');
    await world.clock.jump(MINUTE);
    const client = await people.ec2(accountId);
    const inHub = new ec2.EC2Client(
      world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region),
    );
    const { Subnets } = await client.send(
      new ec2.DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    const { TransitGatewayVpcAttachment } = await client.send(
      new ec2.CreateTransitGatewayVpcAttachmentCommand({
        VpcId: vpcId,
        TransitGatewayId: hub.transitGatewayId,
        SubnetIds: (Subnets ?? []).map(({ SubnetId }) => SubnetId ?? ''),
      }),
    );
    const TransitGatewayAttachmentId = TransitGatewayVpcAttachment?.TransitGatewayAttachmentId;
    await world.clock.jump(2 * MINUTE);
    await inHub.send(new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
    await world.clock.jump(HOUR);
    await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await world.clock.jump(HOUR);
    const attachment = world.ec2.transitGatewayAttachments.get(TransitGatewayAttachmentId ?? '');
    expect(attachment).toMatchObject({ state: 'available' });
    expect(attachment?.association).toBeUndefined();
    expect(attachment?.propagations.size).toBe(0);
    expect(world.ec2.tagsOf(TransitGatewayAttachmentId ?? '', landingZone.hub.accountId).has(MANAGED)).toBe(false);
    expect(statusOf(setting, vpcId)).toBeUndefined();

    await people.tag(accountId, vpcId);
    await untilVpcIs(setting, vpcId, 'joined');
    expect(await verify(setting, [{ accountId, vpcId, segment: 'dev' }])).toEqual([]);
  });
});
