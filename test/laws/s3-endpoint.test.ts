import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { step } from '../../lib/reconcile/step';
import { s3Endpoint } from '../../lib/concepts/s3-endpoint';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/s3-endpoint/plan';
import type { Bench, BenchVpc } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const TABLES = ['rtb-1', 'rtb-2', 'rtb-3'];
const SERVICE = 'com.amazonaws.ap-southeast-3.s3';

const endpoint = fc.record({
  id: fc.constant('vpce-1'),
  ours: fc.boolean(),
  routeTableIds: fc.shuffledSubarray(TABLES),
});
const actual = fc
  .record({ found: fc.option(endpoint, { nil: undefined }), routeTableIds: fc.shuffledSubarray(TABLES) })
  .map(({ found, routeTableIds }): Actual => actualOf(routeTableIds, found));
const actualOf = (routeTableIds: readonly string[], found: Actual['endpoint']): Actual => ({
  vpcId: 'vpc-1',
  serviceName: SERVICE,
  routeTableIds,
  ...(found ? { endpoint: found } : {}),
});

describe('s3-endpoint', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({ desired: fc.constantFrom('create', 'require', 'off'), actual }),
    inSync: fc.oneof(
      actual.map((found) => ({ desired: 'off' as const, actual: found })),
      fc
        .tuple(fc.constantFrom('create', 'require'), endpoint, fc.shuffledSubarray(TABLES))
        .map(([desired, found, tables]) => ({
          desired,
          actual: actualOf(tables, found.ours ? { ...found, routeTableIds: TABLES } : found),
        })),
    ),
    shuffled: ({ routeTableIds, endpoint: found }, shuffle) =>
      actualOf(shuffle(routeTableIds), found && { ...found, routeTableIds: shuffle(found.routeTableIds) }),
    touched: (change) => (change.verb === 'update' ? [change.endpointId] : []),
    touchable: (sides) => (sides.actual.endpoint?.ours ? [sides.actual.endpoint.id] : []),
    applied({ routeTableIds, endpoint: found }, change) {
      const before = change.verb === 'create' ? { id: 'vpce-2', ours: true, routeTableIds: [] } : found;
      if (!before || (change.verb === 'create' && found)) throw new Error('RouteAlreadyExists');
      return actualOf(routeTableIds, { ...before, routeTableIds: [...before.routeTableIds, ...change.routeTableIds] });
    },
    settled: (state) => state,
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
      name: 'an endpoint of ours stays for a target that leaves',
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await bench.converge(concept, joining(vpcId));
        return { target: leaving(vpcId), foreign: () => endpoints(bench, vpcId) };
      },
    },
  ]);
});
