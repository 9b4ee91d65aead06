import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import {
  AssociateResolverQueryLogConfigCommand,
  CreateResolverQueryLogConfigCommand,
  DisassociateResolverQueryLogConfigCommand,
  ListResolverQueryLogConfigAssociationsCommand,
  Route53ResolverClient,
} from '../../lib/aws/resolver';
import { queryLog } from '../../lib/concepts/query-log';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/query-log/plan';
import { step } from '../../lib/reconcile/step';
import type { Bench } from './bench';
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';

const CONFIG = 'rqlc-hub';
const ASSOCIATE = 'route53resolver:AssociateResolverQueryLogConfig';
const DISASSOCIATE = 'route53resolver:DisassociateResolverQueryLogConfig';

const sides = (states: readonly string[]) => (logged: boolean) =>
  fc.record<{ desired: Desired; actual: Actual }>({
    desired: fc.constant({ logged, configId: CONFIG }),
    actual: fc.record({
      vpcId: fc.constant('vpc-1'),
      status: fc.constantFrom(...states),
      error: fc.constantFrom('', 'ACCESS_DENIED'),
    }),
  });

describe('query-log', () => {
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: fc.boolean().chain(sides(['absent', 'CREATING', 'ACTIVE', 'ACTION_NEEDED', 'DELETING', 'FAILED'])),
    agreeing: fc.oneof(sides(['ACTIVE', 'CREATING'])(true), sides(['absent', 'DELETING'])(false)),
    shuffled: (actual) => actual,
    named: ({ configId }) => [configId],
    ours: ({ desired }) => [desired.configId],
    made(actual, { verb }) {
      if (verb === 'create' && actual.status !== 'absent') throw new Error('ResourceExistsException');
      return { ...actual, status: verb === 'create' ? 'CREATING' : 'DELETING', error: '' };
    },
    later(actual) {
      if (actual.status === 'CREATING') return { ...actual, status: 'ACTIVE' };
      return actual.status === 'DELETING' ? { ...actual, status: 'absent' } : actual;
    },
  });

  const resolver = (bench: Bench) => new Route53ResolverClient(bench.config('dev'));
  const associate = async (bench: Bench, ResourceId: string, ResolverQueryLogConfigId: string) => {
    await resolver(bench).send(new AssociateResolverQueryLogConfigCommand({ ResourceId, ResolverQueryLogConfigId }));
    await bench.world.clock.jump(60_000);
  };
  const associations = async (bench: Bench, vpcId: string) => {
    const { ResolverQueryLogConfigAssociations = [] } = await resolver(bench).send(
      new ListResolverQueryLogConfigAssociationsCommand({ Filters: [{ Name: 'ResourceId', Values: [vpcId] }] }),
    );
    return ResolverQueryLogConfigAssociations;
  };

  obeysTheLawsOnTheTwin(step(queryLog), [
    {
      name: 'a VPC that nobody logs is associated',
      writes: [ASSOCIATE],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        const made = { ResolverQueryLogConfigId: bench.hub.queryLogConfigId };
        return {
          target: joining(vpcId),
          check: async () => expect(await associations(bench, vpcId)).toMatchObject([made]),
        };
      },
    },
    {
      name: "an association with the hub's config that somebody else made, no diff",
      writes: [],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        await associate(bench, vpcId, bench.hub.queryLogConfigId);
        return { target: joining(vpcId), foreign: () => associations(bench, vpcId) };
      },
    },
    {
      name: 'one that is going is waited out and made anew, still fires',
      writes: [ASSOCIATE],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        const ResolverQueryLogConfigId = bench.hub.queryLogConfigId;
        await associate(bench, vpcId, ResolverQueryLogConfigId);
        await resolver(bench).send(
          new DisassociateResolverQueryLogConfigCommand({ ResourceId: vpcId, ResolverQueryLogConfigId }),
        );
        return { target: joining(vpcId), check: async () => expect(await associations(bench, vpcId)).toHaveLength(1) };
      },
    },
    {
      name: 'a VPC that leaves keeps its association with a config of the team',
      writes: [DISASSOCIATE],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        const s3 = new S3Client(bench.config('dev', 'us-east-1'));
        await s3.send(new CreateBucketCommand({ Bucket: 'own-logs' }));
        const { ResolverQueryLogConfig: own } = await resolver(bench).send(
          new CreateResolverQueryLogConfigCommand({ Name: 'own', DestinationArn: 'arn:aws:s3:::own-logs' }),
        );
        await bench.world.clock.jump(60_000);
        await associate(bench, vpcId, own?.Id ?? '');
        await associate(bench, vpcId, bench.hub.queryLogConfigId);
        const foreign = async () =>
          (await associations(bench, vpcId)).filter((each) => each.ResolverQueryLogConfigId === own?.Id);
        return { target: leaving(vpcId), foreign };
      },
    },
    {
      name: 'nothing is logged where the config turns query logs off',
      writes: [],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        const { logs } = bench.landingZone;
        const landingZone = { ...bench.landingZone, logs: { ...logs, query: false } };
        return { target: joining(vpcId), landingZone };
      },
    },
  ]);
});
