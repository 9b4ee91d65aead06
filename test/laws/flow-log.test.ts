import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { flowLog } from '../../lib/flow-log';
import { diff, type Actual, type Change, type Desired, type FlowLog } from '../../lib/flow-log/plan';
import { step } from '../../lib/reconcile/step';
import type { Bench } from './bench';
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';

const BUCKET = 'arn:aws:s3:::hub';
const log = fc.record<FlowLog>({
  id: fc.stringMatching(/^fl-[0-9]{2}$/),
  traffic: fc.constantFrom('ALL', 'REJECT'),
  aggregationSeconds: fc.constantFrom(60, 600),
  destination: fc.constantFrom(BUCKET, `${BUCKET}/prefix/`),
  ours: fc.boolean(),
});
const logs = fc.uniqueArray(log, { maxLength: 5, selector: ({ id }) => id });
const desired = fc.record<Desired>({
  logged: fc.boolean(),
  bucketArn: fc.constant(BUCKET),
  traffic: fc.constantFrom('ALL', 'REJECT'),
  aggregationSeconds: fc.constantFrom(60, 600),
});
const sides = fc.record({ desired, actual: fc.record<Actual>({ vpcId: fc.constant('vpc-1'), logs }) });
const does = ({ traffic, aggregationSeconds }: Desired, found: FlowLog): boolean =>
  found.traffic === traffic && found.aggregationSeconds === aggregationSeconds;

describe('flow-log', () => {
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: sides,
    agreeing: fc.tuple(sides, fc.boolean()).map(([{ desired: wanted, actual }, ours]) => {
      const foreign = actual.logs.map((found) => ({ ...found, ours: false }));
      const { traffic, aggregationSeconds } = wanted;
      const right = { id: 'fl-right', traffic, aggregationSeconds, destination: BUCKET, ours };
      const others = foreign.filter((found) => !does(wanted, found));
      return { desired: wanted, actual: { ...actual, logs: wanted.logged ? [...others, right] : foreign } };
    }),
    shuffled: (actual, shuffle) => ({ ...actual, logs: shuffle(actual.logs) }),
    named: (change) => [change.verb === 'create' ? change.bucketArn : change.flowLogId],
    ours: ({ actual }) => [BUCKET, ...actual.logs.filter(({ ours }) => ours).map(({ id }) => id)],
    made: (actual, change) => ({
      ...actual,
      logs:
        change.verb === 'delete'
          ? actual.logs.filter(({ id }) => id !== change.flowLogId)
          : [...actual.logs, { id: 'fl-new', ours: true, destination: change.bucketArn, ...change }],
    }),
    later: (actual) => actual,
  });

  const create = async (
    bench: Bench,
    vpcId: string,
    LogDestination: string,
    more: Partial<ec2.CreateFlowLogsRequest>,
  ) =>
    bench.ec2().send(
      new ec2.CreateFlowLogsCommand({
        ResourceType: 'VPC',
        ResourceIds: [vpcId],
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination,
        ...more,
      }),
    );
  const ours = {
    TagSpecifications: [
      { ResourceType: 'vpc-flow-log' as const, Tags: [{ Key: 'wheelwright:managed', Value: 'true' }] },
    ],
  };
  const logsOf = async (bench: Bench, vpcId: string): Promise<readonly ec2.FlowLog[]> =>
    (await bench.ec2().send(new ec2.DescribeFlowLogsCommand({ Filter: [{ Name: 'resource-id', Values: [vpcId] }] })))
      .FlowLogs ?? [];

  obeysTheLawsOnTheTwin(step(flowLog), [
    {
      name: 'a VPC without flow logs',
      async begin(bench) {
        const { vpcId } = await bench.vpc();
        return {
          target: joining(vpcId),
          truth: async () => (await logsOf(bench, vpcId)).length === 1,
        };
      },
    },
    {
      name: 'a VPC with a flow log to elsewhere and an old one of ours',
      async begin(bench) {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, 'arn:aws:s3:::team', {});
        await create(bench, vpcId, bench.hub.flowLogBucketArn, { ...ours, MaxAggregationInterval: 60 });
        return {
          target: joining(vpcId),
          truth: async () => (await logsOf(bench, vpcId)).length === 2,
          foreign: async () =>
            (await logsOf(bench, vpcId)).filter(({ LogDestination }) => LogDestination === 'arn:aws:s3:::team'),
        };
      },
    },
    {
      name: "somebody else's flow log to the hub that does the job, no diff",
      first: 'in-sync',
      async begin(bench) {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, bench.hub.flowLogBucketArn, { MaxAggregationInterval: 600 });
        return { target: joining(vpcId), foreign: () => logsOf(bench, vpcId) };
      },
    },
    {
      name: "somebody else's flow log to the hub of another traffic, still fires",
      async begin(bench) {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, bench.hub.flowLogBucketArn, { TrafficType: 'REJECT' });
        return { target: joining(vpcId), truth: async () => (await logsOf(bench, vpcId)).length === 2 };
      },
    },
    {
      name: "a VPC that leaves keeps what is the team's",
      async begin(bench) {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, bench.hub.flowLogBucketArn, { TrafficType: 'REJECT' });
        await create(bench, vpcId, bench.hub.flowLogBucketArn, ours);
        return {
          target: leaving(vpcId),
          truth: async () => (await logsOf(bench, vpcId)).every(({ TrafficType }) => TrafficType === 'REJECT'),
        };
      },
    },
  ]);
});
