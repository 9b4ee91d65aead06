import { logBucketArn, logBucketName } from '../../lib/landing-zone';
import * as ec2 from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { flowLog } from '../../lib/concepts/flow-log';
import {
  DEFAULT_FORMAT,
  diff,
  type Actual,
  type Change,
  type Desired,
  type FlowLog,
} from '../../lib/concepts/flow-log/plan';
import { step } from '../../lib/reconcile/step';
import { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const BUCKET = 'arn:aws:s3:::hub';
const FIELDS = ['version', 'srcaddr', 'dstaddr'];
const COMPLETE = { fields: FIELDS, plainText: true };
/** EC2 accepts one flow log per traffic type and destination. */
const isSame = (one: Pick<FlowLog, 'traffic' | 'destination'>, other: Pick<FlowLog, 'traffic' | 'destination'>) =>
  one.traffic === other.traffic && one.destination === other.destination;
const logs = fc
  .uniqueArray(
    fc.record({
      traffic: fc.constantFrom('ALL', 'ACCEPT', 'REJECT'),
      aggregationSeconds: fc.constantFrom(60, 600),
      destination: fc.constantFrom(BUCKET, `${BUCKET}/prefix/`),
      fields: fc.constantFrom(FIELDS, [...FIELDS, 'vpc-id'], ['version'], FIELDS.slice(1)),
      plainText: fc.boolean(),
      ours: fc.boolean(),
      fails: fc.constantFrom(undefined, 'Access error'),
    }),
    { maxLength: 5, comparator: isSame },
  )
  .map((found) =>
    found.map(({ fails, ...log }, index): FlowLog => ({
      ...log,
      id: `fl-${index}`,
      ...(fails === undefined ? {} : { fails }),
    })),
  );
const desired = fc.record<Desired>({
  logged: fc.boolean(),
  bucketArn: fc.constant(BUCKET),
  traffic: fc.constantFrom('ALL', 'REJECT'),
  aggregationSeconds: fc.constantFrom(60, 600),
  fields: fc.constant(FIELDS),
});
const sides = fc.record({
  desired,
  actual: fc.record<Actual>({ resourceId: fc.constant('vpc-1'), attached: fc.boolean(), logs }),
});
describe('flow-log', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: sides,
    inSync: fc.tuple(sides, fc.boolean()).map(([{ desired: wanted, actual }, ours]) => {
      const foreign = actual.logs.map((found) => ({ ...found, ours: false }));
      const { traffic, aggregationSeconds } = wanted;
      const right = { ...COMPLETE, id: 'fl-right', traffic, aggregationSeconds, destination: BUCKET, ours };
      const others = foreign.filter((found) => !isSame(found, right));
      return { desired: wanted, actual: { ...actual, logs: wanted.logged ? [...others, right] : foreign } };
    }),
    shuffled: (actual, shuffle) => ({ ...actual, logs: shuffle(actual.logs) }),
    touched: (change) => [change.verb === 'create' ? change.bucketArn : change.flowLogId],
    touchable: ({ actual }) => [BUCKET, ...actual.logs.filter(({ ours }) => ours).map(({ id }) => id)],
    applied(actual, change) {
      if (change.verb === 'delete') return { ...actual, logs: actual.logs.filter(({ id }) => id !== change.flowLogId) };
      const { traffic, aggregationSeconds, bucketArn: destination } = change;
      const made = { ...COMPLETE, id: `fl-new-${traffic}`, traffic, aggregationSeconds, destination, ours: true };
      if (actual.logs.some((found) => isSame(found, made))) throw new Error('FlowLogAlreadyExists');
      return { ...actual, logs: [...actual.logs, made] };
    },
    settled: (actual) => actual,
  });

  const create = (bench: Bench, vpcId: string, more: Partial<ec2.CreateFlowLogsRequest>) =>
    bench.ec2().send(
      new ec2.CreateFlowLogsCommand({
        ResourceType: 'VPC',
        ResourceIds: [vpcId],
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: logBucketArn(bench.landingZone),
        ...more,
      }),
    );
  const managed = [{ Key: 'wheelwright:managed', Value: 'true' }];
  const ours = { TagSpecifications: [{ ResourceType: 'vpc-flow-log' as const, Tags: managed }] };
  const logsOf = async (bench: Bench, vpcId: string) => {
    const Filter = [{ Name: 'resource-id', Values: [vpcId] }];
    return (await bench.ec2().send(new ec2.DescribeFlowLogsCommand({ Filter }))).FlowLogs ?? [];
  };

  const wanted: Desired = { logged: true, bucketArn: BUCKET, traffic: 'ALL', aggregationSeconds: 600, fields: FIELDS };
  const theirs = { ...COMPLETE, id: 'fl-1', destination: BUCKET, traffic: 'ALL', aggregationSeconds: 600, ours: false };
  const planFor = (found: Partial<FlowLog>, more: Partial<Desired> = {}) =>
    diff({
      desired: { ...wanted, ...more },
      actual: { resourceId: 'vpc-1', attached: false, logs: [{ ...theirs, ...found }] },
    });

  test.each([
    ['has one field only', { fields: ['version'] }],
    ['lacks the last field', { fields: FIELDS.slice(0, -1) }],
    ['has no field', { fields: [] }],
    ['logs accepted traffic only', { traffic: 'ACCEPT' }],
    ['logs rejected traffic only', { traffic: 'REJECT' }],
    ["delivers below a prefix of the hub's bucket", { destination: `${BUCKET}/mine/` }],
    ["delivers to the hub's bucket with a slash at the end", { destination: `${BUCKET}/` }],
    ['is not plain text', { plainText: false }],
    ['delivers nothing', { fails: 'Access error' }],
  ])('[A9] a flow log of a team is not adopted where it %s: ours is created beside it', (_why, found) => {
    const plan = planFor(found);
    expect(plan).not.toEqual([]);
    for (const change of 'length' in plan ? plan : []) expect(change).toMatchObject({ verb: 'create' });
  });

  test('[A9] a flow log of a team is not adopted where its interval is longer than the configured one', () => {
    expect(planFor({ aggregationSeconds: 600 }, { aggregationSeconds: 60 })).toMatchObject([
      { verb: 'create', traffic: 'ACCEPT' },
      { verb: 'create', traffic: 'REJECT' },
    ]);
  });

  test.each([['ACCEPT'], ['REJECT']] as const)(
    '[A9] a flow log of a team for ALL is adopted where %s is to be logged, unless it lacks fields',
    (traffic) => {
      expect(planFor({}, { traffic })).toEqual([]);
      expect(planFor({ fields: ['version'] }, { traffic })).toMatchObject([{ verb: 'create', traffic }]);
      expect(planFor({ traffic, fields: ['version'] }, { traffic })).toMatchObject([
        { verb: 'create', traffic: 'ALL' },
      ]);
    },
  );

  test('[A9] flow logs of a team that leave no place for ours are a refusal that names them', () => {
    const logs = ['ALL', 'REJECT'].map((traffic) => ({ ...theirs, id: `fl-${traffic}`, traffic, fields: ['version'] }));
    expect(diff({ desired: wanted, actual: { resourceId: 'vpc-1', attached: false, logs } })).toMatchObject({
      status: 'refused',
      because: expect.stringMatching(/^fl-ALL, fl-REJECT of vpc-1 .*; delete them$/) as string,
    });
  });

  test('[A9] a flow log with our tag that a team made with another format is deleted, and ours is created', () => {
    expect(planFor({ ours: true, fields: ['version'] })).toMatchObject([{ verb: 'delete' }, { verb: 'create' }]);
    expect(planFor({ ours: true, plainText: false })).toMatchObject([{ verb: 'delete' }, { verb: 'create' }]);
  });

  test("[B10] a flow log of a team that delivers nothing does not do the job: AWS's error is in the refusal that names it", () => {
    const logs = ['ALL', 'REJECT'].map((traffic) => ({
      ...theirs,
      id: `fl-${traffic}`,
      traffic,
      fails: 'Access error',
    }));
    expect(diff({ desired: wanted, actual: { resourceId: 'vpc-1', attached: true, logs } })).toMatchObject({
      because: expect.stringContaining('fl-ALL (Access error), fl-REJECT (Access error)') as string,
    });
  });

  test.each([
    [false, undefined],
    [true, true],
  ])(
    '[B10] one of ours that delivers nothing is kept and refused; where the VPC is attached (%s), its path is kept in order',
    (attached, othersGoOn) => {
      const logs = [{ ...theirs, ours: true, fails: 'Access error' }];
      const plan = diff({ desired: wanted, actual: { resourceId: 'vpc-1', attached, logs } });
      expect(plan).toMatchObject({ status: 'refused', reason: 'flow-log-fails', changes: [] });
      expect('othersGoOn' in plan ? plan.othersGoOn : undefined).toBe(othersGoOn);
      const adopted = { ...theirs, id: 'fl-2' };
      const beside = diff({ desired: wanted, actual: { resourceId: 'vpc-1', attached, logs: [...logs, adopted] } });
      expect(beside).toMatchObject([{ verb: 'delete', flowLogId: 'fl-1' }]);
    },
  );

  testTwinLaws(step(flowLog), [
    {
      name: 'a VPC without flow logs gets one',
      writes: ['ec2:CreateFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const made = { LogDestination: logBucketArn(bench.landingZone), MaxAggregationInterval: 600, Tags: managed };
        return {
          target: joining(vpcId),
          check: async () => expect(await logsOf(bench, vpcId)).toMatchObject([made]),
        };
      },
    },
    {
      name: 'one of ours with another interval is deleted before the new one is created: EC2 accepts no second one',
      writes: ['ec2:DeleteFlowLogs', 'ec2:CreateFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, { ...ours, MaxAggregationInterval: 60 });
        return {
          target: joining(vpcId),
          check: async () => expect(await logsOf(bench, vpcId)).toMatchObject([{ MaxAggregationInterval: 600 }]),
        };
      },
    },
    {
      name: "a team's flow log that does the whole job suffices, with a shorter interval and more fields",
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, { MaxAggregationInterval: 60, LogFormat: `\${vpc-id} ${DEFAULT_FORMAT}` });
        return { target: joining(vpcId), foreign: () => logsOf(bench, vpcId) };
      },
    },
    {
      name: 'ACCEPT and REJECT are logged where a flow log of the team for ALL lacks fields, until the team deletes it',
      writes: ['ec2:CreateFlowLogs', 'ec2:CreateFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, { LogFormat: '${version}' });
        const theirs = async () => (await logsOf(bench, vpcId)).filter(({ Tags = [] }) => Tags.length === 0);
        const check = async () => {
          const made = (await logsOf(bench, vpcId)).filter(({ Tags = [] }) => Tags.length > 0);
          expect(made.map(({ TrafficType }) => TrafficType).sort()).toEqual(['ACCEPT', 'REJECT']);
          expect(made.map(({ LogFormat }) => LogFormat)).toEqual([DEFAULT_FORMAT, DEFAULT_FORMAT]);
        };
        return { target: joining(vpcId), foreign: theirs, check };
      },
    },
    {
      name: "a team's flow log of another traffic type does not suffice",
      writes: ['ec2:CreateFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, { TrafficType: 'REJECT' });
        const foreign = async () => (await logsOf(bench, vpcId)).filter(({ TrafficType }) => TrafficType === 'REJECT');
        return { target: joining(vpcId), foreign };
      },
    },
    {
      name: "a flow log to a bucket whose name begins with the hub's does not suffice",
      writes: ['ec2:CreateFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const LogDestination = await teamBucket(bench);
        await create(bench, vpcId, { LogDestination });
        const foreign = async () =>
          (await logsOf(bench, vpcId)).filter((found) => found.LogDestination === LogDestination);
        return { target: joining(vpcId), foreign };
      },
    },
    {
      name: '[FC17] a flow log of ours to a former log bucket is deleted once there is one to the bucket of the config',
      writes: ['ec2:CreateFlowLogs', 'ec2:DeleteFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, { ...ours, LogDestination: await teamBucket(bench, 'former') });
        const check = async () => {
          const LogDestination = logBucketArn(bench.landingZone);
          expect(await logsOf(bench, vpcId)).toMatchObject([{ LogDestination }]);
        };
        return { target: joining(vpcId), check };
      },
    },
    {
      name: "a VPC that leaves keeps the team's flow log",
      writes: ['ec2:DeleteFlowLogs'],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await create(bench, vpcId, { TrafficType: 'REJECT' });
        await create(bench, vpcId, ours);
        return {
          target: leaving(vpcId),
          check: async () => expect(await logsOf(bench, vpcId)).toMatchObject([{ TrafficType: 'REJECT' }]),
        };
      },
    },
    // The last one, because it takes the policy from the bucket.
    {
      name: "[B10] one of ours that is ACTIVE and delivers nothing is refused with AWS's reason, and not made again",
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await bench.converge(step(flowLog), joining(vpcId));
        const bucket = bench.world.s3.bucket(logBucketArn(bench.landingZone).replace('arn:aws:s3:::', ''));
        if (bucket?.policy === undefined) throw new Error('The log bucket has no policy.');
        const { policy } = bucket;
        delete bucket.policy;
        const check = async () => {
          const failing = await bench.run(step(flowLog), joining(vpcId), 'apply');
          expect(failing.outcomes.get('flow-log')).toMatchObject({
            because: expect.stringContaining('Access error') as string,
          });
          bucket.policy = policy;
          expect(await bench.run(step(flowLog), joining(vpcId), 'apply')).toMatchObject({ status: 'in-sync' });
          delete bucket.policy;
        };
        return { target: joining(vpcId), foreign: () => logsOf(bench, vpcId), check };
      },
    },
  ]);
});

describe('[FD8] in a bucket with a default retention', () => {
  const run = async (reading: 'written' | 'refused') => {
    const bench = await Bench.shared();
    const { vpcId } = await bench.vpc();
    const bucket = bench.world.s3.bucket(logBucketName(bench.landingZone));
    if (!bucket) throw new Error('There is no log bucket.');
    const DefaultRetention = { Mode: 'GOVERNANCE', Days: 30 } as const;
    bucket.objectLock = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } };
    bench.world.s3.delivery.lockedBucket = reading;
    await bench.run(step(flowLog), joining(vpcId), 'apply');
    return (await bench.run(step(flowLog), joining(vpcId), 'apply')).outcomes.get('flow-log');
  };

  test('a flow log is as wanted where AWS writes to it', async () => {
    expect(await run('written')).toMatchObject({ status: 'in-sync' });
  });

  test('a flow log that AWS fails to write is reported, and not made again and again', async () => {
    expect(await run('refused')).toMatchObject({ status: 'refused', reason: 'flow-log-fails', applied: [] });
  });
});

/** A bucket of the team that accepts flow logs; its name begins with that of the hub's bucket. */
async function teamBucket(bench: Bench, suffix = '2'): Promise<string> {
  const arn = `${logBucketArn(bench.landingZone)}-${suffix}`;
  const Bucket = arn.replace('arn:aws:s3:::', '');
  const s3 = new S3Client(bench.config('dev', 'us-east-1'));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const delivery = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } };
  const Condition = { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } };
  const Statement = [
    { ...delivery, Action: 's3:PutObject', Resource: `${arn}/*`, Condition },
    { ...delivery, Action: 's3:GetBucketAcl', Resource: arn },
  ];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  return arn;
}
