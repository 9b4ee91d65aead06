import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { attachment } from '../../lib/concepts/attachment';
import { step } from '../../lib/reconcile/step';
import { vpcRoute } from '../../lib/concepts/vpc-route';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/vpc-route/plan';
import type { Bench, BenchVpc } from './bench';
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';

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
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: fc
      .boolean()
      .chain((routed) =>
        fc.oneof(
          sides(routed, tablesTo(TGW, undefined)),
          sides(routed, tablesTo(TGW, undefined, 'tgw-own', 'pcx-1', 'other')),
        ),
      ),
    agreeing: fc.oneof(sides(true, tablesTo(TGW)), sides(false, tablesTo(undefined, 'tgw-own', 'other'))),
    shuffled: (actual, shuffle) => ({ ...actual, tables: shuffle(actual.tables) }),
    named: ({ routeTableId, prefixListId, transitGatewayId }) => [routeTableId, prefixListId, transitGatewayId],
    ours: ({ actual }) => [
      LIST,
      TGW,
      ...actual.tables
        .filter(({ target }) => target === undefined || target === TGW)
        .map(({ routeTableId }) => routeTableId),
    ],
    made(actual, { verb, routeTableId, transitGatewayId }) {
      const tables = actual.tables.map((table) => {
        if (table.routeTableId !== routeTableId) return table;
        if ((verb === 'create') === (table.target !== undefined)) throw new Error('the route is, or is not, there');
        return verb === 'create' ? { routeTableId, target: transitGatewayId } : { routeTableId };
      });
      return { ...actual, tables };
    },
    later: (actual) => actual,
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

  obeysTheLawsOnTheTwin(concept, [
    {
      name: 'every table gets one route, beside those of the team',
      writes: [CREATE, CREATE],
      begin: async (bench) => {
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
      name: 'only what is missing is made',
      writes: [CREATE],
      begin: async (bench) => {
        const vpc = await attached(bench);
        const { prefixListId: DestinationPrefixListId, transitGatewayId: TransitGatewayId } = bench.hub;
        await route(bench, vpc, { DestinationPrefixListId, TransitGatewayId });
        return { target: joining(vpc.vpcId) };
      },
    },
    ...[joining, leaving].map((asks) => ({
      name: `${asks.name}, a route from the mesh list to elsewhere stays`,
      writes: [],
      last: asks === joining ? ('refused' as const) : ('in-sync' as const),
      begin: async (bench: Bench) => {
        const vpc = await attached(bench);
        const DestinationPrefixListId = bench.hub.prefixListId;
        await route(bench, vpc, { DestinationPrefixListId, GatewayId: await gateway(bench, vpc.vpcId) });
        return { target: asks(vpc.vpcId), foreign: () => routes(bench, vpc.vpcId) };
      },
    })),
    {
      name: 'a route that became a blackhole, no diff',
      writes: [],
      begin: async (bench) => {
        const { vpcId } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        await bench.converge(step(attachment), leaving(vpcId));
        const foreign = () => toMesh(bench, vpcId);
        expect(await foreign()).toMatchObject([{ State: 'blackhole' }, { State: 'blackhole' }]);
        return { target: joining(vpcId), foreign };
      },
    },
    {
      name: 'a blackhole of a VPC that leaves, still fires',
      writes: [DELETE, DELETE],
      begin: async (bench) => {
        const { vpcId } = await attached(bench);
        await bench.converge(concept, joining(vpcId));
        await bench.converge(step(attachment), leaving(vpcId));
        return { target: leaving(vpcId), foreign: () => others(bench, vpcId) };
      },
    },
  ]);
});
