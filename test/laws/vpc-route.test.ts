import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { dhcpOptions } from '../../lib/concepts/dhcp-options';
import { privateZone } from '../../lib/concepts/private-zone';
import { s3Endpoint } from '../../lib/concepts/s3-endpoint';
import type { Route } from '../../lib/aws/read/shapes';
import { attachment } from '../../lib/concepts/attachment';
import { step } from '../../lib/reconcile/step';
import { vpcRoute } from '../../lib/concepts/vpc-route';
import {
  diff,
  find,
  learn,
  shadowsIn,
  type Actual,
  type Change,
  type Desired,
} from '../../lib/concepts/vpc-route/plan';
import type { Bench, BenchVpc } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const TGW = 'tgw-hub';
const LIST = 'pl-mesh';
const TABLES = ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'];

const EMPTY = { serves: true, shadows: [] };
const hub = { transitGatewayId: TGW, resolverIps: ['10.0.0.10'] };
const wanted = (routed: boolean): Desired => ({ routed, prefixListId: LIST, transitGatewayId: TGW });
const tablesTo = (...targets: readonly (string | undefined)[]) =>
  fc.array(fc.constantFrom(...targets), { maxLength: TABLES.length }).map((found): Actual['tables'] =>
    found.map((target, index) => ({
      ...EMPTY,
      routeTableId: `rtb-${index}`,
      ...(target === undefined ? {} : { target }),
    })),
  );
const sides = (routed: boolean, tables: fc.Arbitrary<Actual['tables']>) =>
  tables.map((found) => ({ desired: wanted(routed), actual: { vpcId: 'vpc-1', hub, tables: found } }));

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
        return { ...EMPTY, routeTableId, ...(verb === 'create' ? { target: transitGatewayId } : {}) };
      });
      return { ...actual, tables };
    },
    settled: (actual) => actual,
  });

  const routeTo = (destination: string, target: string, more: Partial<Route> = {}): Route => ({
    ...{ destination, target, blackhole: false, propagated: false },
    ...more,
  });
  const local = routeTo('10.1.0.0/22', 'local');
  const shadows = (...routes: readonly Route[]) =>
    shadowsIn(
      { routes: [local, ...routes] },
      { prefixes: ['10.0.0.0/14', '172.16.0.0/12'], transitGatewayId: TGW },
    ).map(({ destination }) => destination);

  test.each<[string, Route]>([
    ['is the same as a prefix of the mesh, and static', routeTo('10.0.0.0/14', 'tgw-own')],
    ['is the range of the hub', routeTo('10.0.0.0/16', 'vgw-1')],
    ["is a neighbour's range", routeTo('10.1.64.0/20', 'pcx-1')],
    ['is one address of the second prefix', routeTo('172.20.0.9/32', 'eni-1')],
    ['is longer than a prefix, and propagated', routeTo('10.2.0.0/16', 'vgw-1', { propagated: true })],
    ['is a blackhole', routeTo('10.3.0.0/16', 'pcx-gone', { blackhole: true })],
  ])('[B6] a route wins over the mesh where its destination %s', (_, route) => {
    expect(shadows(route)).toEqual([route.destination]);
  });

  test.each<[string, Route]>([
    ['is shorter than the prefixes', routeTo('10.0.0.0/8', 'tgw-own')],
    ['is the default', routeTo('0.0.0.0/0', 'nat-1')],
    ['is outside the mesh', routeTo('192.168.0.0/16', 'pcx-1')],
    ['is the same as a prefix, and propagated', routeTo('10.0.0.0/14', 'vgw-1', { propagated: true })],
    ["is the VPC's own", local],
    ['is a subnet of the VPC', routeTo('10.1.1.0/24', 'eni-1')],
    ["leads to the hub's transit gateway", routeTo('10.0.0.0/16', TGW)],
    ['is another prefix list', routeTo('pl-other', 'pcx-1')],
    ['is an IPv6 range', routeTo('2001:db8::/32', 'eigw-1')],
  ])('[B6] a route does not win over the mesh where its destination %s', (_, route) => {
    expect(shadows(route)).toEqual([]);
  });

  const table = (more: Partial<Actual['tables'][number]>) => ({
    ...EMPTY,
    routeTableId: 'rtb-1',
    target: TGW,
    ...more,
  });
  const shadow = [{ destination: '10.0.0.0/16', target: 'pcx-1' }];
  const found = (...tables: Actual['tables']) =>
    find({ desired: wanted(true), actual: { vpcId: 'vpc-1', hub, tables } });

  test('[B6] says that a route of the team takes the traffic, with its table, where the table has subnets', () => {
    const unused = table({ routeTableId: 'rtb-2', serves: false, shadows: shadow, blackhole: true });
    expect(found(table({ shadows: shadow }), unused)).toEqual([
      {
        reason: 'shadowed',
        because: 'routes of vpc-1 lead addresses of the mesh elsewhere: rtb-1 (10.0.0.0/16 to pcx-1); remove them',
      },
    ]);
    expect(found(table({ blackhole: true }))).toEqual([
      { reason: 'route-blackhole', because: 'the route to the mesh is a blackhole in rtb-1 of vpc-1' },
    ]);
    expect(found(table({}), unused)).toEqual([]);
    const leaves = { desired: wanted(false), actual: { vpcId: 'vpc-1', hub, tables: [table({ shadows: shadow })] } };
    expect(find(leaves)).toEqual([]);
  });

  test("[D14] tables whose subnets do not reach the hub's resolver are told to what follows", () => {
    const tables = [
      table({ shadows: shadow }),
      table({ routeTableId: 'rtb-2', shadows: [{ destination: '10.2.0.0/16', target: 'pcx-1' }] }),
      table({ routeTableId: 'rtb-3', target: 'pcx-2' }),
      table({ routeTableId: 'rtb-4', target: 'pcx-2', serves: false }),
    ];
    expect(learn({ vpcId: 'vpc-1', hub, tables })).toEqual({
      unreached: ['rtb-1 (10.0.0.0/16 to pcx-1)', 'rtb-3 (to pcx-2)'],
    });
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
    bench.world.ec2.quotas.internetGatewaysPerRegion = 20;
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
    {
      name: '[B6] older routes of the team stay, and the report names those that take the traffic',
      writes: [CREATE, CREATE],
      prepare: async (bench) => {
        const vpc = await attached(bench);
        const GatewayId = await gateway(bench, vpc.vpcId);
        const [RouteTableId = ''] = vpc.routeTableIds;
        for (const DestinationCidrBlock of ['10.0.0.0/14', '10.1.240.0/20', '0.0.0.0/0'])
          await route(bench, vpc, { DestinationCidrBlock, GatewayId });
        const [SubnetId] = vpc.subnetIds;
        await bench.ec2().send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId }));
        const target = `${RouteTableId} (10.0.0.0/14 to ${GatewayId ?? ''}), ${RouteTableId} (10.1.240.0/20 to ${GatewayId ?? ''})`;
        const check = async () => {
          const { findings } = await bench.run(concept, joining(vpc.vpcId), 'apply');
          expect(findings).toMatchObject([{ reason: 'shadowed', because: expect.stringContaining(target) as string }]);
        };
        return { target: joining(vpc.vpcId), foreign: () => others(bench, vpc.vpcId), check };
      },
    },
    {
      name: "[D14] one table has the team's own route for the mesh: the others are routed, zones and S3 endpoint come, DHCP options are refused",
      writes: [CREATE],
      endsAs: 'refused',
      prepare: async (bench) => {
        const vpc = await attached(bench);
        const { vpcId, subnetIds } = vpc;
        const DestinationPrefixListId = bench.hub.prefixListId;
        const own = { DestinationPrefixListId, GatewayId: await gateway(bench, vpcId) };
        await route(bench, vpc, own);
        const RouteTableId = vpc.routeTableIds[0];
        await bench.ec2().send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId: subnetIds[0] }));
        const check = async () => {
          expect(await toMesh(bench, vpcId)).toHaveLength(1);
          const steps = [concept, step(privateZone), step(s3Endpoint), step(dhcpOptions)];
          await bench.tag(vpcId, { 'wheelwright:join': 'true' });
          const [report] = await bench.runAll(steps, [joining(vpcId)]);
          expect([...(report?.outcomes ?? [])].map(([kind, { status }]) => [kind, status])).toEqual([
            ['vpc-route', 'refused'],
            ['private-zone', 'changed'],
            ['s3-endpoint', expect.stringMatching(/changed|waiting/)],
            ['dhcp-options', 'refused'],
          ]);
          expect(report?.outcomes.get('dhcp-options')).toMatchObject({
            reason: 'resolver-not-reached',
            because: expect.stringContaining(`${RouteTableId ?? ''} (to igw-`) as string,
          });
        };
        return { target: joining(vpcId), check };
      },
    },
    ...[joining, leaving].map((targetOf) => ({
      name: `a route for the mesh prefix list to another target stays (${targetOf.name})`,
      writes: targetOf === joining ? [CREATE] : [],
      endsAs: targetOf === joining ? ('refused' as const) : ('in-sync' as const),
      prepare: async (bench: Bench) => {
        const vpc = await attached(bench);
        const DestinationPrefixListId = bench.hub.prefixListId;
        await route(bench, vpc, { DestinationPrefixListId, GatewayId: await gateway(bench, vpc.vpcId) });
        return { target: targetOf(vpc.vpcId), foreign: () => others(bench, vpc.vpcId) };
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
