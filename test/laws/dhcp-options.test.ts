import * as ec2 from '@aws-sdk/client-ec2';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import fc from 'fast-check';
import { dhcpOptions } from '../../lib/concepts/dhcp-options';
import { diff, find, type Actual, type Change, type Desired } from '../../lib/concepts/dhcp-options/plan';
import type { DhcpOptions } from '../../lib/aws/read/shapes';
import { step } from '../../lib/reconcile/step';
import { clusterGround } from '../twin/eks/fixture';
import type { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws, type Scenario } from './harness';

const HUB = ['10.0.0.10', 'AmazonProvidedDNS'];
const FORMER = 'wheelwright:former';
const TEAM: DhcpOptions = {
  dhcpOptionsId: 'dopt-team',
  configuration: { 'domain-name': ['team.example'], 'domain-name-servers': ['10.1.0.2'] },
  tags: {},
};
const OURS: DhcpOptions = {
  dhcpOptionsId: 'dopt-ours',
  configuration: { 'domain-name': ['team.example'], 'domain-name-servers': HUB },
  tags: { [FORMER]: 'dopt-team 10.1.0.2' },
};

const inbound = { dns: 'inbound', nameServers: HUB, unreached: [], ownNames: 'keep' } as const;
const own: Desired = { dns: 'own', now: new Date(0), last: true };
const ours = fc.array(fc.constantFrom(HUB, HUB.toReversed(), ['10.0.0.99']), { maxLength: 3 }).map((servers) =>
  servers.map((server, index) => ({
    ...OURS,
    dhcpOptionsId: `dopt-${index}`,
    configuration: { ...OURS.configuration, 'domain-name-servers': server },
  })),
);
/** What `observe` returns for a spoke with one VPC. */
const actualOf = (sets: readonly DhcpOptions[], current: DhcpOptions, ownNames: readonly string[] = []): Actual => ({
  vpcId: 'vpc-1',
  current,
  ours: sets,
  unused: sets.map(({ dhcpOptionsId }) => dhcpOptionsId).filter((id) => id !== current.dhcpOptionsId),
  ownNames,
});
const actual = fc
  .tuple(ours, fc.nat(3), fc.subarray(['private zone a', 'resolver rule b']))
  .map(([sets, index, names]) => actualOf(sets, sets[index] ?? TEAM, names));

describe('dhcp-options', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({
      desired: fc.constantFrom<Desired>(
        inbound,
        { ...inbound, ownNames: 'give-up' },
        { ...inbound, ownNames: 'restore' },
        own,
      ),
      actual,
    }),
    inSync: fc.oneof(
      fc.constant({ desired: inbound, actual: actualOf([OURS], OURS) }),
      fc.constant({ desired: own, actual: actualOf([], TEAM, ['private zone a']) }),
    ),
    shuffled: (state, shuffle) => ({
      ...state,
      ours: shuffle(state.ours),
      unused: shuffle(state.unused),
      ownNames: shuffle(state.ownNames),
    }),
    touched(change) {
      if (change.what === 'restore') return [];
      return change.what === 'remove' ? [change.dhcpOptionsId] : change.reuse === undefined ? [] : [change.reuse];
    },
    touchable: (sides) => sides.actual.unused,
    applied(state, change) {
      switch (change.what) {
        case 'switch': {
          const { configuration, former, reuse } = change;
          const made = { dhcpOptionsId: 'dopt-new', configuration, tags: { [FORMER]: former } };
          const reused = state.ours.find(({ dhcpOptionsId }) => dhcpOptionsId === reuse);
          return actualOf(reused ? state.ours : [...state.ours, made], reused ?? made);
        }
        case 'restore':
          if (change.former !== TEAM.dhcpOptionsId) throw new Error('InvalidDhcpOptionID.NotFound');
          return actualOf(state.ours, TEAM);
        case 'remove':
          if (!state.unused.includes(change.dhcpOptionsId)) throw new Error('DependencyViolation');
          return actualOf(
            state.ours.filter(({ dhcpOptionsId }) => dhcpOptionsId !== change.dhcpOptionsId),
            state.current,
          );
      }
    },
    settled: (state) => state,
  });

  const reversed = {
    ...OURS,
    configuration: Object.fromEntries(Object.entries(OURS.configuration).toReversed()),
  };
  test('settings in another order are no change', () => {
    expect(diff({ desired: inbound, actual: actualOf([reversed], reversed) })).toEqual([]);
    expect(diff({ desired: inbound, actual: actualOf([reversed], TEAM) })).toMatchObject([{ reuse: 'dopt-ours' }]);
  });

  test('name servers in another order are a change', () => {
    const set = { ...OURS, configuration: { ...OURS.configuration, 'domain-name-servers': HUB.toReversed() } };
    expect(diff({ desired: inbound, actual: actualOf([set], set) })).toMatchObject([{ what: 'switch' }]);
  });

  test('a joined VPC whose name servers change in the config keeps its former set in the tag of the new set', () => {
    const nameServers = ['10.0.0.99', 'AmazonProvidedDNS'];
    expect(diff({ desired: { ...inbound, nameServers }, actual: actualOf([OURS], OURS) })).toMatchObject([
      {
        what: 'switch',
        former: OURS.tags[FORMER],
        configuration: { ...OURS.configuration, 'domain-name-servers': nameServers },
      },
    ]);
  });

  test.each<[Desired & { dns: 'inbound' }, object]>([
    [inbound, { found: ['names-lost'], plan: [] }],
    [
      { ...inbound, ownNames: 'give-up' },
      { found: [], plan: [] },
    ],
    [
      { ...inbound, ownNames: 'restore' },
      { found: [], plan: { reason: 'own-names', changes: [{ what: 'restore' }] } },
    ],
  ])(
    '[B7] names that a joined VPC loses are said, given up, or undone, as the config wants it (%#)',
    (wanted, expected) => {
      const sides = { desired: wanted, actual: actualOf([OURS], OURS, ['private zone a', 'interface endpoint b']) };
      const found = find(sides).map(({ reason }) => reason);
      expect({ found, plan: diff(sides) }).toMatchObject(expected);
    },
  );

  test("[D14] a joined VPC whose subnets do not reach the hub's resolver any more is told, and not changed", () => {
    const sides = { desired: { ...inbound, unreached: ['rtb-1 (to pcx-1)'] }, actual: actualOf([OURS], OURS) };
    expect(find(sides)).toMatchObject([
      { reason: 'resolver-not-reached', because: expect.stringContaining('rtb-1 (to pcx-1)') as string },
    ]);
    expect(diff(sides)).toEqual([]);
    expect(diff({ ...sides, actual: actualOf([], TEAM) })).toMatchObject({ reason: 'resolver-not-reached' });
  });

  test('of two equal sets the one in use is used, and the other is deleted', () => {
    const twin = { ...OURS, dhcpOptionsId: 'dopt-a-twin' };
    const firstUnused = { ...actualOf([twin, OURS], TEAM), unused: ['dopt-a-twin'] };
    expect(diff({ desired: inbound, actual: firstUnused })).toMatchObject([
      { what: 'switch', reuse: 'dopt-ours' },
      { what: 'remove', dhcpOptionsId: 'dopt-a-twin' },
    ]);
    expect(diff({ desired: inbound, actual: actualOf([twin, OURS], OURS) })).toMatchObject([
      { what: 'remove', dhcpOptionsId: 'dopt-a-twin' },
    ]);
  });

  test.each([
    ['a joined VPC', inbound, OURS],
    ['a joined VPC that keeps its own name servers', own, TEAM],
    ['a VPC that may not be switched', inbound, TEAM],
  ])('[D10] every set of ours that no VPC uses is removed (%s)', (_name, desired, current) => {
    const left = { ...OURS, dhcpOptionsId: 'dopt-left', tags: { [FORMER]: 'dopt-of-a-vpc-that-is-gone' } };
    const sets = current === OURS ? [OURS, left] : [left];
    const plan = diff({ desired, actual: actualOf(sets, current, current === TEAM ? ['private zone a'] : []) });
    expect('status' in plan && 'changes' in plan ? plan.changes : plan).toMatchObject([
      { what: 'remove', dhcpOptionsId: 'dopt-left' },
    ]);
  });

  test('[D10] a VPC whose options are changed by hand takes our set again, and others are removed', () => {
    const left = { ...OURS, dhcpOptionsId: 'dopt-left', tags: { [FORMER]: 'dopt-of-a-vpc-that-is-gone' } };
    expect(diff({ desired: inbound, actual: actualOf([left, OURS], TEAM) })).toMatchObject([
      { what: 'switch', reuse: 'dopt-ours' },
      { what: 'remove', dhcpOptionsId: 'dopt-left' },
    ]);
  });

  test('the path of a VPC that leaves stays until the time that is given, from when it has its own set again', () => {
    const drained: Desired = { ...own, drainedUntil: new Date(60_000) };
    expect(diff({ desired: drained, actual: actualOf([OURS], OURS) })).toMatchObject([
      { what: 'restore', wait: { retryAfterSeconds: 60 } },
    ]);
    const waits = { status: 'waiting', retryAfterSeconds: 60 };
    expect(diff({ desired: drained, actual: actualOf([OURS], TEAM) })).toMatchObject(waits);
    const ended: Desired = { ...drained, now: new Date(60_000) };
    expect(diff({ desired: ended, actual: actualOf([OURS], TEAM) })).toMatchObject([{ what: 'remove' }]);
  });

  test('a set of ours with another former set is not used', () => {
    const set = { ...OURS, tags: { [FORMER]: 'dopt-other 10.1.0.2' } };
    const plan = diff({ desired: inbound, actual: actualOf([set], TEAM) });
    const [change] = 'status' in plan ? [] : plan;
    expect(change).toMatchObject({ what: 'switch', former: 'dopt-team 10.1.0.2' });
    expect(change).not.toHaveProperty('reuse');
  });

  const concept = step(dhcpOptions);
  const CREATE = 'ec2:CreateDhcpOptions';
  const ASSOCIATE = 'ec2:AssociateDhcpOptions';
  const DELETE = 'ec2:DeleteDhcpOptions';

  const optionsOf = async (bench: Bench, vpcId: string) => {
    const { Vpcs: [vpc] = [] } = await bench.ec2().send(new ec2.DescribeVpcsCommand({ VpcIds: [vpcId] }));
    return vpc?.DhcpOptionsId ?? '';
  };
  const set = async (bench: Bench, DhcpOptionsId: string) => {
    const request = new ec2.DescribeDhcpOptionsCommand({ DhcpOptionsIds: [DhcpOptionsId] });
    const { DhcpOptions: [found] = [] } = await bench.ec2().send(request);
    const values = (found?.DhcpConfigurations ?? []).map(({ Key = '', Values }) => [Key, Values?.map((v) => v.Value)]);
    return Object.fromEntries(values) as Record<string, readonly string[]>;
  };
  /** A VPC with DHCP options of the team. */
  const withOwn = async (bench: Bench) => {
    const { vpcId, subnetIds } = await bench.vpc();
    const DhcpConfigurations = [
      { Key: 'domain-name', Values: [`${vpcId}.example`] },
      { Key: 'domain-name-servers', Values: ['10.1.0.2'] },
    ];
    const { DhcpOptions: made } = await bench.ec2().send(new ec2.CreateDhcpOptionsCommand({ DhcpConfigurations }));
    const DhcpOptionsId = made?.DhcpOptionsId ?? '';
    await bench.ec2().send(new ec2.AssociateDhcpOptionsCommand({ VpcId: vpcId, DhcpOptionsId }));
    return { vpcId, subnetIds, DhcpOptionsId };
  };

  /** A VPC with the join tag and an EKS cluster. */
  const withCluster = async (bench: Bench, endpoint: { readonly endpointPrivateAccess: boolean }): Promise<string> => {
    const { vpcId, subnetIds } = await withOwn(bench);
    await bench.tag(vpcId, { 'wheelwright:join': 'true' });
    const ground = await clusterGround(bench.world, bench.account('dev'), bench.region);
    await ground.create(vpcId, { resourcesVpcConfig: { subnetIds: [...subnetIds], ...endpoint } });
    return vpcId;
  };

  testTwinLaws(concept, [
    {
      name: "a VPC that joins gets a copy of the team's options with other name servers",
      writes: [CREATE, ASSOCIATE],
      prepare: async (bench) => {
        const { vpcId, DhcpOptionsId } = await withOwn(bench);
        const before = await set(bench, DhcpOptionsId);
        const after = { ...before, 'domain-name-servers': [...bench.hub.resolverIps, 'AmazonProvidedDNS'] };
        return {
          target: joining(vpcId),
          foreign: () => set(bench, DhcpOptionsId),
          check: async () => expect(await set(bench, await optionsOf(bench, vpcId))).toEqual(after),
        };
      },
    },
    {
      name: 'two VPCs with the same former set share one set of ours',
      writes: [ASSOCIATE],
      prepare: async (bench) => {
        const [first, second] = [await bench.vpc(), await bench.vpc()];
        await bench.converge(concept, joining(first.vpcId));
        const shared = await optionsOf(bench, first.vpcId);
        return {
          target: joining(second.vpcId),
          check: async () => expect(await optionsOf(bench, second.vpcId)).toBe(shared),
        };
      },
    },
    {
      name: 'a VPC that leaves gets its own options back, and our set is deleted',
      writes: [ASSOCIATE, DELETE],
      prepare: async (bench) => {
        const { vpcId, DhcpOptionsId } = await withOwn(bench);
        await bench.converge(concept, joining(vpcId));
        return {
          target: leaving(vpcId),
          foreign: () => set(bench, DhcpOptionsId),
          check: async () => expect(await optionsOf(bench, vpcId)).toBe(DhcpOptionsId),
        };
      },
    },
    {
      name: 'a former set that was deleted meanwhile is created again',
      writes: [ASSOCIATE, CREATE, ASSOCIATE, DELETE],
      prepare: async (bench) => {
        const { vpcId, DhcpOptionsId } = await withOwn(bench);
        const before = await set(bench, DhcpOptionsId);
        await bench.converge(concept, joining(vpcId));
        await bench.ec2().send(new ec2.DeleteDhcpOptionsCommand({ DhcpOptionsId }));
        return {
          target: leaving(vpcId),
          check: async () => expect(await set(bench, await optionsOf(bench, vpcId))).toEqual(before),
        };
      },
    },
    {
      name: 'two VPCs that leave together plan to delete the same unused sets, which are deleted once',
      writes: [ASSOCIATE, ASSOCIATE, DELETE, DELETE],
      prepare: async (bench) => {
        const [first, second] = [await withOwn(bench), await withOwn(bench)];
        const otherTargets = [joining(second.vpcId)];
        await bench.converge(concept, joining(first.vpcId), { otherTargets });
        return { target: leaving(first.vpcId), otherTargets: [leaving(second.vpcId)] };
      },
    },
    {
      name: 'a VPC that was not switched keeps its options when it leaves',
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await withOwn(bench);
        return { target: leaving(vpcId), foreign: () => optionsOf(bench, vpcId) };
      },
    },
    {
      name: 'a VPC with its own private zone is refused',
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const { vpcId } = await withOwn(bench);
        await bench.tag(vpcId, { 'wheelwright:join': 'true' });
        const VPC = { VPCId: vpcId, VPCRegion: 'ap-southeast-3' } as const;
        const zone = { Name: 'team.example', CallerReference: 'team', VPC };
        await new Route53Client(bench.config('dev', 'us-east-1')).send(new CreateHostedZoneCommand(zone));
        return { target: joining(vpcId), foreign: () => optionsOf(bench, vpcId) };
      },
    },
    ...(['keep', 'restore'] as const).map((ownNames): Scenario => ({
      name: `[B7] an own zone that is made after the join is ${ownNames === 'keep' ? 'said' : 'undone, and the VPC refused'}`,
      writes: ownNames === 'keep' ? [] : [ASSOCIATE],
      endsAs: ownNames === 'keep' ? 'in-sync' : 'refused',
      prepare: async (bench) => {
        const { vpcId, DhcpOptionsId } = await withOwn(bench);
        await bench.tag(vpcId, { 'wheelwright:join': 'true' });
        await bench.converge(concept, joining(vpcId));
        const VPC = { VPCId: vpcId, VPCRegion: 'ap-southeast-3' } as const;
        const zone = { Name: 'late.example', CallerReference: `late ${ownNames}`, VPC };
        await new Route53Client(bench.config('dev', 'us-east-1')).send(new CreateHostedZoneCommand(zone));
        const landingZone = { ...bench.landingZone, join: { ...bench.landingZone.join, ownNames } };
        const check = async () => {
          const report = await bench.run(concept, joining(vpcId), 'apply', { landingZone });
          const said = { because: expect.stringMatching(/private zone late\.example\. \(Z/) as string };
          if (ownNames === 'keep') expect(report.findings).toMatchObject([{ reason: 'names-lost', ...said }]);
          else {
            expect(report.outcomes.get('dhcp-options')).toMatchObject({ reason: 'own-names', ...said });
            expect(await optionsOf(bench, vpcId)).toBe(DhcpOptionsId);
          }
        };
        return { target: joining(vpcId), landingZone, check };
      },
    })),
    {
      name: 'a VPC with the private endpoint of an EKS cluster is refused',
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const vpcId = await withCluster(bench, { endpointPrivateAccess: true });
        return { target: joining(vpcId), foreign: () => optionsOf(bench, vpcId) };
      },
    },
    {
      name: 'a VPC whose EKS cluster has only a public endpoint is switched',
      writes: [CREATE, ASSOCIATE],
      prepare: async (bench) => ({ target: joining(await withCluster(bench, { endpointPrivateAccess: false })) }),
    },
    {
      name: 'a VPC that would lose names is switched if join.ownNames is give-up',
      writes: [CREATE, ASSOCIATE],
      prepare: async (bench) => {
        const { join } = bench.landingZone;
        const landingZone = { ...bench.landingZone, join: { ...join, ownNames: 'give-up' as const } };
        return { target: joining(await withCluster(bench, { endpointPrivateAccess: true })), landingZone };
      },
    },
  ]);
});
