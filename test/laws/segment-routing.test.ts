import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { attachment } from '../../lib/concepts/attachment';
import { step } from '../../lib/reconcile/step';
import { segmentRouting } from '../../lib/concepts/segment-routing';
import { diff, type Actual, type Blackhole, type Change, type Desired } from '../../lib/concepts/segment-routing/plan';
import type { Propagation } from '../../lib/aws/read/shapes';
import type { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const ATTACHMENT = 'tgw-attach-1';
const TABLES = ['tgw-rtb-1', 'tgw-rtb-2', 'tgw-rtb-3'];

/** CIDRs in `mesh.localCidrs`. */
const LOCAL = ['100.64.0.0/16', '100.65.0.0/16'];

const table = fc.constantFrom(...TABLES);
const localCidrs = fc.subarray(LOCAL);
const desired: fc.Arbitrary<Desired> = fc.oneof(
  fc.record({ association: table, propagations: fc.subarray(TABLES), localCidrs }),
  localCidrs.map((cidrs) => ({ propagations: [], localCidrs: cidrs, quarantine: 'its CIDR overlaps' })),
  fc.constant({ propagations: [], localCidrs: [] }),
);
const everyBlackhole = TABLES.flatMap((routeTableId) => LOCAL.map((cidr): Blackhole => ({ routeTableId, cidr })));
const local = fc.record({ blackholes: fc.subarray(everyBlackhole), own: localCidrs, others: localCidrs });
const isBlackhole = (one: Blackhole) => (other: Blackhole) =>
  one.routeTableId === other.routeTableId && one.cidr === other.cidr;
/** What a blackhole route is touched as. */
const routeId = ({ routeTableId, cidr }: Blackhole): string => `${cidr} in ${routeTableId}`;
const propagation = (routeTableId: string, state: string): Propagation => ({
  attachmentId: ATTACHMENT,
  routeTableId,
  state,
});
const routed = fc.record({
  association: fc.option(
    fc.record({ routeTableId: table, state: fc.constantFrom('associating', 'associated', 'disassociating') }),
    { nil: undefined },
  ),
  propagations: fc.uniqueArray(
    fc.tuple(table, fc.constantFrom('enabling', 'enabled', 'disabling')).map(([id, state]) => propagation(id, state)),
    { selector: ({ routeTableId }) => routeTableId },
  ),
});
const actualOf = (association: Actual['association'], propagations: readonly Propagation[]): Actual => ({
  vpcId: 'vpc-1',
  attachmentId: ATTACHMENT,
  ...(association ? { association } : {}),
  propagations,
  shadows: [],
});

/** The routing after a change to an association or a propagation; throws what AWS would refuse. */
function routedBy(
  association: Actual['association'],
  propagations: readonly Propagation[],
  { verb, what, routeTableId }: Change,
): Actual {
  if (what === 'association') {
    if (verb === 'create' && association) throw new Error('Resource.AlreadyAssociated');
    if (association?.state === 'disassociating') throw new Error('IncorrectState');
    return actualOf({ routeTableId, state: verb === 'create' ? 'associating' : 'disassociating' }, propagations);
  }
  if (verb === 'create' && propagations.some((each) => each.routeTableId === routeTableId))
    throw new Error('TransitGatewayRouteTablePropagation.Duplicate');
  if (propagations.some((each) => each.routeTableId === routeTableId && each.state === 'disabling'))
    throw new Error('IncorrectState');
  const others = propagations.filter((each) => each.routeTableId !== routeTableId);
  return actualOf(association, [...others, propagation(routeTableId, verb === 'create' ? 'enabling' : 'disabling')]);
}

describe('segment-routing', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({
      desired,
      actual: fc
        .tuple(routed, local)
        .map(([found, there]) => ({ ...actualOf(found.association, found.propagations), local: there })),
    }),
    inSync: desired
      .filter(({ quarantine }) => quarantine === undefined)
      .map((wanted) => {
        const { association: routeTableId } = wanted;
        const association = routeTableId === undefined ? undefined : { routeTableId, state: 'associated' };
        const propagations = wanted.propagations.map((id) => propagation(id, 'enabled'));
        const blackholes = everyBlackhole.filter(
          ({ routeTableId: id, cidr }) => wanted.propagations.includes(id) && wanted.localCidrs.includes(cidr),
        );
        return {
          desired: wanted,
          actual: {
            ...actualOf(association, propagations.toReversed()),
            local: { blackholes, own: wanted.localCidrs, others: LOCAL },
          },
        };
      }),
    shuffled: (actual, shuffle) => ({
      ...actual,
      propagations: shuffle(actual.propagations),
      ...(actual.local ? { local: { ...actual.local, blackholes: shuffle(actual.local.blackholes) } } : {}),
    }),
    touched: (change) => [
      change.attachmentId,
      change.routeTableId,
      ...(change.what === 'blackhole' && change.verb === 'delete' ? [routeId(change)] : []),
    ],
    touchable: ({ actual: { local: there } }) => [
      ...[ATTACHMENT, ...TABLES],
      ...everyBlackhole
        .filter(({ cidr }) => there?.own.includes(cidr) === true && !there.others.includes(cidr))
        .map(routeId),
    ],
    applied(actual, change) {
      const { association, propagations, local: there } = actual;
      const { verb, what } = change;
      if (what === 'blackhole') {
        const { blackholes = [], own = [], others = [] } = there ?? {};
        if (verb === 'create' && blackholes.some(isBlackhole(change))) throw new Error('RouteAlreadyExists');
        if (verb === 'delete' && !blackholes.some(isBlackhole(change))) throw new Error('InvalidRoute.NotFound');
        const rest = blackholes.filter((each) => !isBlackhole(change)(each));
        return { ...actual, local: { blackholes: verb === 'create' ? [...rest, change] : rest, own, others } };
      }
      return { ...routedBy(association, propagations, change), ...(there ? { local: there } : {}) };
    },
    settled({ association, propagations, local: there }) {
      const settled = propagations.filter(({ state }) => state !== 'disabling');
      return {
        ...actualOf(
          association?.state === 'disassociating' ? undefined : association && { ...association, state: 'associated' },
          settled.map((each) => ({ ...each, state: 'enabled' })),
        ),
        ...(there ? { local: there } : {}),
      };
    },
  });

  test('adds nothing until removals have finished: isolation is the absence of a propagation', () => {
    const wanted = { association: 'tgw-rtb-2', propagations: ['tgw-rtb-2'], localCidrs: [] };
    const before = actualOf({ routeTableId: 'tgw-rtb-1', state: 'associated' }, [propagation('tgw-rtb-1', 'enabled')]);
    expect(diff({ desired: wanted, actual: before })).toMatchObject([
      { verb: 'delete', what: 'propagation', routeTableId: 'tgw-rtb-1' },
      { verb: 'delete', what: 'association', routeTableId: 'tgw-rtb-1' },
    ]);
    const removing = actualOf(undefined, [propagation('tgw-rtb-1', 'disabling')]);
    expect(diff({ desired: wanted, actual: removing })).toMatchObject({ status: 'waiting' });
    expect(diff({ desired: wanted, actual: actualOf(undefined, []) })).toMatchObject([
      { verb: 'create', what: 'association', routeTableId: 'tgw-rtb-2' },
      { verb: 'create', what: 'propagation', routeTableId: 'tgw-rtb-2' },
    ]);
  });

  const concept = step(segmentRouting);
  const ASSOCIATE = 'ec2:AssociateTransitGatewayRouteTable';
  const DISASSOCIATE = 'ec2:DisassociateTransitGatewayRouteTable';
  const ENABLE = 'ec2:EnableTransitGatewayRouteTablePropagation';
  const DISABLE = 'ec2:DisableTransitGatewayRouteTablePropagation';

  /** A VPC that is attached to the hub, and the request that names its attachment. */
  const attached = async (bench: Bench) => {
    const { vpcId, cidr, subnetIds } = await bench.vpc();
    await bench.converge(step(attachment), joining(vpcId, { cidrs: [cidr], subnetIds }));
    const Filters = [
      { Name: 'resource-id', Values: [vpcId] },
      { Name: 'state', Values: ['available'] },
    ];
    const { TransitGatewayAttachments: [found] = [] } = await bench
      .ec2('hub')
      .send(new ec2.DescribeTransitGatewayAttachmentsCommand({ Filters }));
    return { vpcId, TransitGatewayAttachmentId: found?.TransitGatewayAttachmentId ?? '' };
  };
  /** The segments with a propagation of the attachment in their route table, sorted. */
  const reachedFrom = async (bench: Bench, TransitGatewayAttachmentId: string) => {
    const { TransitGatewayAttachmentPropagations: found = [] } = await bench
      .ec2('hub')
      .send(new ec2.GetTransitGatewayAttachmentPropagationsCommand({ TransitGatewayAttachmentId }));
    const tables = found.map(({ TransitGatewayRouteTableId }) => TransitGatewayRouteTableId);
    return Object.keys(bench.hub.routeTableIds)
      .filter((segment) => tables.includes(bench.hub.routeTableIds[segment]))
      .sort();
  };

  testTwinLaws(concept, [
    {
      name: 'an attachment is associated, and propagated to the segments that may reach it',
      writes: [ASSOCIATE, ENABLE, ENABLE],
      prepare: async (bench) => {
        const { vpcId, TransitGatewayAttachmentId: id } = await attached(bench);
        return {
          target: joining(vpcId),
          check: async () => expect(await reachedFrom(bench, id)).toEqual(['dev', 'shared']),
        };
      },
    },
    {
      name: 'a propagation made by hand to another segment is removed',
      writes: [DISABLE],
      prepare: async (bench) => {
        const { vpcId, TransitGatewayAttachmentId } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        const TransitGatewayRouteTableId = bench.hub.routeTableIds['prod'];
        const byHand = { TransitGatewayAttachmentId, TransitGatewayRouteTableId };
        await bench.ec2('hub').send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(byHand));
        await bench.world.clock.jump(60_000);
        return {
          target: joining(vpcId),
          check: async () => expect(await reachedFrom(bench, TransitGatewayAttachmentId)).toEqual(['dev', 'shared']),
        };
      },
    },
    {
      name: 'a VPC moves to another segment',
      writes: [DISABLE, DISASSOCIATE, ASSOCIATE, ENABLE],
      prepare: async (bench) => {
        const { vpcId, TransitGatewayAttachmentId: id } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        return {
          target: joining(vpcId, { segment: 'prod' }),
          check: async () => expect(await reachedFrom(bench, id)).toEqual(['prod', 'shared']),
        };
      },
    },
    {
      name: 'a VPC in quarantine loses its propagations, keeps its association and is refused',
      writes: [DISABLE, DISABLE],
      endsAs: 'refused',
      prepare: async (bench) => {
        const { vpcId, TransitGatewayAttachmentId: id } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        return {
          target: joining(vpcId, { quarantined: true }),
          check: async () => expect(await reachedFrom(bench, id)).toEqual([]),
        };
      },
    },
    {
      name: 'of two VPCs that join together, one is routed already',
      writes: [ASSOCIATE, ENABLE, ENABLE],
      prepare: async (bench) => {
        const [first, second] = [await attached(bench), await attached(bench)];
        await bench.converge(concept, joining(first.vpcId));
        return {
          target: joining(first.vpcId),
          otherTargets: [joining(second.vpcId)],
          foreign: () => reachedFrom(bench, first.TransitGatewayAttachmentId),
        };
      },
    },
    {
      name: 'a VPC leaves; another VPC and its static route stay',
      writes: [DISABLE, DISABLE, DISASSOCIATE],
      prepare: async (bench) => {
        const [stays, leaves] = [await attached(bench), await attached(bench)];
        for (const { vpcId } of [stays, leaves]) await bench.converge(concept, joining(vpcId));
        const TransitGatewayRouteTableId = bench.hub.routeTableIds['shared'];
        const { TransitGatewayAttachmentId } = stays;
        const DestinationCidrBlock = '192.168.0.0/16';
        const route = { TransitGatewayRouteTableId, TransitGatewayAttachmentId, DestinationCidrBlock };
        await bench.ec2('hub').send(new ec2.CreateTransitGatewayRouteCommand(route));
        await bench.world.clock.jump(60_000);
        const foreign = async () => {
          const Filters = [{ Name: 'attachment.transit-gateway-attachment-id', Values: [TransitGatewayAttachmentId] }];
          const search = { TransitGatewayRouteTableId, Filters };
          return (await bench.ec2('hub').send(new ec2.SearchTransitGatewayRoutesCommand(search))).Routes;
        };
        return { target: leaving(leaves.vpcId), foreign };
      },
    },
  ]);
});
