import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { attachment } from '../../lib/concepts/attachment';
import { step } from '../../lib/reconcile/step';
import { vpcRoute } from '../../lib/concepts/vpc-route';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/vpc-route/plan';
import type { Bench, BenchVpc } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const TGW = 'tgw-hub';
const LIST = 'pl-mesh';
const TABLES = ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'];

const wanted = (routed: boolean): Desired => ({ routed, prefixListId: LIST, transitGatewayId: TGW });
const tablesTo = (...targets: readonly (string | undefined)[]) =>
  fc
    .array(fc.constantFrom(...targets), { maxLength: TABLES.length })
    .map((found): Actual['tables'] =>
      found.map((target, index) => ({ routeTableId: `rtb-${index}`, ...(target === undefined ? {} : { target }) })),
    );
const sides = (routed: boolean, tables: fc.Arbitrary<Actual['tables']>) =>
  tables.map((found) => ({ desired: wanted(routed), actual: { vpcId: 'vpc-1', tables: found } }));

describe('vpc-route', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc
      .boolean()
      .chain((routed) =>
        fc.oneof(
          sides(routed, tablesTo(TGW, undefined)),
          sides(routed, tablesTo(TGW, undefined, 'tgw-own', 'pcx-1', 'other')),
        ),
      ),
    inSync: fc.oneof(sides(true, tablesTo(TGW)), sides(false, tablesTo(undefined, 'tgw-own', 'other'))),
    shuffled: (actual, shuffle) => ({ ...actual, tables: shuffle(actual.tables) }),
    touched: ({ routeTableId, prefixListId, transitGatewayId }) => [routeTableId, prefixListId, transitGatewayId],
    touchable: ({ actual }) => [
      LIST,
      TGW,
      ...actual.tables
        .filter(({ target }) => target === undefined || target === TGW)
        .map(({ routeTableId }) => routeTableId),
    ],
    applied(actual, { verb, routeTableId, transitGatewayId }) {
      const tables = actual.tables.map((table) => {
        if (table.routeTableId !== routeTableId) return table;
        if ((verb === 'create') === (table.target !== undefined))
          throw new Error('RouteAlreadyExists or InvalidRoute.NotFound');
        return verb === 'create' ? { routeTableId, target: transitGatewayId } : { routeTableId };
      });
      return { ...actual, tables };
    },
    settled: (actual) => actual,
  });

  const concept = step(vpcRoute);
  const CREATE = 'ec2:CreateRoute';
  const DELETE = 'ec2:DeleteRoute';

  const attached = async (bench: Bench): Promise<BenchVpc> => {
    const vpc = await bench.vpc();
    const { subnetIds, cidr } = vpc;
    await bench.converge(step(attachment), joining(vpc.vpcId, { subnetIds, cidrs: [cidr] }));
    return vpc;
  };
  const gateway = async (bench: Bench, VpcId: string) => {
    const { InternetGateway } = await bench.ec2().send(new ec2.CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway?.InternetGatewayId;
    await bench.ec2().send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    return InternetGatewayId;
  };
  const route = (bench: Bench, { routeTableIds }: BenchVpc, to: Partial<ec2.CreateRouteRequest>) =>
    bench.ec2().send(new ec2.CreateRouteCommand({ RouteTableId: routeTableIds[0], ...to }));
  const routes = async (bench: Bench, vpcId: string) => {
    const { RouteTables = [] } = await bench
      .ec2()
      .send(new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
    return RouteTables.flatMap(({ Routes = [] }) => Routes);
  };
  const toMesh = async (bench: Bench, vpcId: string) =>
    (await routes(bench, vpcId)).filter((each) => each.TransitGatewayId === bench.hub.transitGatewayId);
  const others = async (bench: Bench, vpcId: string) =>
    (await routes(bench, vpcId)).filter((each) => each.TransitGatewayId !== bench.hub.transitGatewayId);

  testTwinLaws(concept, [
    {
      name: "every route table gets one route; the team's routes stay",
      writes: [CREATE, CREATE],
      prepare: async (bench) => {
        const vpc = await attached(bench);
        const { vpcId } = vpc;
        await route(bench, vpc, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: await gateway(bench, vpcId) });
        return {
          target: joining(vpcId),
          foreign: () => others(bench, vpcId),
          check: async () => expect(await toMesh(bench, vpcId)).toHaveLength(2),
        };
      },
    },
    {
      name: 'only missing routes are created',
      writes: [CREATE],
      prepare: async (bench) => {
        const vpc = await attached(bench);
        const { prefixListId: DestinationPrefixListId, transitGatewayId: TransitGatewayId } = bench.hub;
        await route(bench, vpc, { DestinationPrefixListId, TransitGatewayId });
        return { target: joining(vpc.vpcId) };
      },
    },
    ...[joining, leaving].map((targetOf) => ({
      name: `a route for the mesh prefix list to another target stays (${targetOf.name})`,
      writes: [],
      endsAs: targetOf === joining ? ('refused' as const) : ('in-sync' as const),
      prepare: async (bench: Bench) => {
        const vpc = await attached(bench);
        const DestinationPrefixListId = bench.hub.prefixListId;
        await route(bench, vpc, { DestinationPrefixListId, GatewayId: await gateway(bench, vpc.vpcId) });
        return { target: targetOf(vpc.vpcId), foreign: () => routes(bench, vpc.vpcId) };
      },
    })),
    {
      name: 'a blackhole route of a VPC that joins is no change',
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        await bench.converge(step(attachment), leaving(vpcId));
        const foreign = () => toMesh(bench, vpcId);
        expect(await foreign()).toMatchObject([{ State: 'blackhole' }, { State: 'blackhole' }]);
        return { target: joining(vpcId), foreign };
      },
    },
    {
      name: 'a blackhole route of a VPC that leaves is deleted',
      writes: [DELETE, DELETE],
      prepare: async (bench) => {
        const { vpcId } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        await bench.converge(step(attachment), leaving(vpcId));
        return { target: leaving(vpcId), foreign: () => others(bench, vpcId) };
      },
    },
  ]);
});
