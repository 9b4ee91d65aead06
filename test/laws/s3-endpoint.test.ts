import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { step } from '../../lib/reconcile/step';
import { s3Endpoint } from '../../lib/concepts/s3-endpoint';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/s3-endpoint/plan';
import { Bench, type BenchVpc } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const TABLES = ['rtb-1', 'rtb-2', 'rtb-3'];
const SERVICE = 'com.amazonaws.ap-southeast-3.s3';

const endpoint = fc.record({
  id: fc.constant('vpce-1'),
  ours: fc.boolean(),
  routeTableIds: fc.shuffledSubarray(TABLES),
});
const actual = fc
  .record({
    found: fc.option(endpoint, { nil: undefined }),
    routeTableIds: fc.shuffledSubarray(TABLES),
    used: fc.boolean(),
  })
  .map(({ found, routeTableIds, used }): Actual => actualOf(routeTableIds, found, used));
const actualOf = (routeTableIds: readonly string[], found: Actual['endpoint'], used = false): Actual => ({
  used,
  vpcId: 'vpc-1',
  serviceName: SERVICE,
  routeTableIds,
  ...(found ? { endpoint: found } : {}),
});

describe('s3-endpoint', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({ desired: fc.constantFrom('create', 'create-if-unused', 'require', 'off'), actual }),
    inSync: fc.oneof(
      actual.map((found) => ({ desired: 'off' as const, actual: found })),
      fc
        .tuple(fc.constantFrom('create', 'create-if-unused', 'require'), endpoint, fc.shuffledSubarray(TABLES))
        .map(([desired, found, tables]) => ({
          desired,
          actual: actualOf(tables, found.ours ? { ...found, routeTableIds: TABLES } : found),
        })),
    ),
    shuffled: ({ routeTableIds, endpoint: found, used }, shuffle) =>
      actualOf(shuffle(routeTableIds), found && { ...found, routeTableIds: shuffle(found.routeTableIds) }, used),
    touched: (change) => (change.verb === 'update' ? [change.endpointId] : []),
    touchable: (sides) => (sides.actual.endpoint?.ours ? [sides.actual.endpoint.id] : []),
    applied({ routeTableIds, endpoint: found }, change) {
      const before = change.verb === 'create' ? { id: 'vpce-2', ours: true, routeTableIds: [] } : found;
      if (!before || (change.verb === 'create' && found)) throw new Error('RouteAlreadyExists');
      return actualOf(routeTableIds, { ...before, routeTableIds: [...before.routeTableIds, ...change.routeTableIds] });
    },
    settled: (state) => state,
  });

  test('[FC11] says of an endpoint that is created, whatever uses the VPC, that it interrupts connections', () => {
    const plan = diff({ desired: 'create', actual: actualOf(TABLES, undefined, true) });
    expect(plan).toMatchObject([{ verb: 'create', interrupts: expect.stringContaining('connections') as string }]);
  });

  const concept = step(s3Endpoint);
  const CREATE = 'ec2:CreateVpcEndpoint';
  const MODIFY = 'ec2:ModifyVpcEndpoint';

  const create = async (
    bench: Bench,
    { vpcId, routeTableIds }: BenchVpc,
    more: Partial<ec2.CreateVpcEndpointRequest>,
  ) =>
    bench.ec2().send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: vpcId,
        ServiceName: SERVICE,
        RouteTableIds: routeTableIds.slice(0, 1),
        ...more,
      }),
    );
  const interfaceIn = (bench: Bench, SubnetId: string) =>
    bench.ec2().send(new ec2.CreateNetworkInterfaceCommand({ SubnetId }));
  const endpoints = async (bench: Bench, vpcId: string) => {
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    return (await bench.ec2().send(new ec2.DescribeVpcEndpointsCommand({ Filters }))).VpcEndpoints ?? [];
  };
  const withSetting = (bench: Bench, setting: Desired) => ({
    ...bench.landingZone,
    join: { ...bench.landingZone.join, s3Endpoint: setting },
  });

  testTwinLaws(concept, [
    {
      name: 'a VPC without an endpoint gets one in all its route tables',
      writes: [CREATE],
      prepare: async (bench) => {
        const { vpcId, routeTableIds } = await bench.vpc();
        return {
          target: joining(vpcId),
          check: async () => {
            const [made] = await endpoints(bench, vpcId);
            expect(made?.RouteTableIds?.toSorted()).toEqual(routeTableIds.toSorted());
          },
        };
      },
    },
    {
      name: "the team's endpoint in one route table is no change",
      writes: [],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await create(bench, vpc, {});
        return { target: joining(vpc.vpcId), foreign: () => endpoints(bench, vpc.vpcId) };
      },
    },
    {
      name: 'an endpoint of ours in one route table is added to the others',
      writes: [MODIFY],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        const Tags = [{ Key: 'wheelwright:managed', Value: 'true' }];
        await create(bench, vpc, { TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags }] });
        return { target: joining(vpc.vpcId) };
      },
    },
    {
      name: 'an endpoint for another service does not suffice',
      writes: [CREATE],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        const ServiceName = SERVICE.replace('s3', 'dynamodb');
        await create(bench, vpc, { ServiceName });
        const foreign = async () =>
          (await endpoints(bench, vpc.vpcId)).filter((each) => each.ServiceName === ServiceName);
        return { target: joining(vpc.vpcId), foreign };
      },
    },
    {
      name: 'a VPC without an endpoint is refused if join.s3Endpoint is require',
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        return { target: joining(vpcId), landingZone: withSetting(bench, 'require') };
      },
    },
    {
      name: '[FC11] a VPC whose team uses it is told that creating an endpoint would break connections to S3',
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await interfaceIn(bench, await bench.subnet(vpcId, 'a', 'dev', 2));
        return {
          target: joining(vpcId),
          check: async () => {
            const { outcomes } = await bench.run(concept, joining(vpcId), 'plan');
            expect(outcomes.get('s3-endpoint')).toMatchObject({
              reason: 's3-endpoint-missing',
              because: expect.stringContaining('open connections') as string,
            });
          },
        };
      },
    },
    {
      name: '[FC11] an endpoint is created in a VPC in use if join.s3Endpoint is create',
      writes: [CREATE],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await interfaceIn(bench, await bench.subnet(vpcId, 'a', 'dev', 2));
        return { target: joining(vpcId), landingZone: withSetting(bench, 'create') };
      },
    },
    {
      name: "[FC11] an interface that AWS manages, such as an endpoint's, does not count",
      writes: [CREATE],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const SubnetIds = [await bench.subnet(vpcId, 'a', 'dev', 2)];
        const ServiceName = SERVICE.replace('s3', 'ecr.api');
        const interfaces = { VpcEndpointType: 'Interface', SubnetIds, PrivateDnsEnabled: false, ServiceName } as const;
        await bench.ec2().send(new ec2.CreateVpcEndpointCommand({ VpcId: vpcId, ...interfaces }));
        return { target: joining(vpcId) };
      },
    },
    {
      name: 'an endpoint of ours stays for a target that leaves',
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await bench.converge(concept, joining(vpcId));
        return { target: leaving(vpcId), foreign: () => endpoints(bench, vpcId) };
      },
    },
  ]);

  test('[FC11] says that the quota is full where the account has as many gateway endpoints as it may', async () => {
    const bench = await Bench.shared();
    const { vpcId } = await bench.vpc();
    bench.world.ec2.quotas.gatewayEndpointsPerRegion = 0;
    const { outcomes } = await bench.run(concept, joining(vpcId), 'apply');
    expect(outcomes.get('s3-endpoint')).toMatchObject({ status: 'failed', failure: { kind: 'quota' } });
  });

  test('[FC11] reads interfaces only where an endpoint may have to be created', async () => {
    const bench = await Bench.shared();
    const { vpcId } = await bench.vpc();
    const reads = async (work: () => Promise<unknown>): Promise<number> => {
      const before = bench.world.calls.length;
      await work();
      return bench.world.calls.slice(before).filter(({ action }) => action === 'ec2:DescribeNetworkInterfaces').length;
    };
    const run = (landingZone = bench.landingZone) => bench.run(concept, joining(vpcId), 'plan', { landingZone });
    for (const setting of ['create', 'require', 'off'] as const)
      expect([setting, await reads(() => run(withSetting(bench, setting)))]).toEqual([setting, 0]);
    expect(await reads(() => run())).toBe(1);
    await bench.converge(concept, joining(vpcId));
    expect(await reads(() => run())).toBe(0);
  });
});
