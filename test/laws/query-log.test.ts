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
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

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
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.boolean().chain(sides(['absent', 'CREATING', 'ACTIVE', 'ACTION_NEEDED', 'DELETING', 'FAILED'])),
    inSync: fc.oneof(sides(['ACTIVE', 'CREATING'])(true), sides(['absent', 'DELETING'])(false)),
    shuffled: (actual) => actual,
    touched: ({ configId }) => [configId],
    touchable: ({ desired }) => [desired.configId],
    applied(actual, { verb }) {
      if (verb === 'create' && actual.status !== 'absent') throw new Error('ResourceExistsException');
      return { ...actual, status: verb === 'create' ? 'CREATING' : 'DELETING', error: '' };
    },
    settled(actual) {
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

  testTwinLaws(step(queryLog), [
    {
      name: 'a VPC that joins is associated',
      writes: [ASSOCIATE],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const made = { ResolverQueryLogConfigId: bench.hub.queryLogConfigId };
        return {
          target: joining(vpcId),
          check: async () => expect(await associations(bench, vpcId)).toMatchObject([made]),
        };
      },
    },
    {
      name: "an association with the hub's config that was made by hand is no change",
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await associate(bench, vpcId, bench.hub.queryLogConfigId);
        return { target: joining(vpcId), foreign: () => associations(bench, vpcId) };
      },
    },
    {
      name: 'an association that is being deleted is created again once it is gone',
      writes: [ASSOCIATE],
      prepare: async (bench) => {
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
      prepare: async (bench) => {
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
      name: 'a VPC is not associated if the config turns query logs off',
      writes: [],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const { logs } = bench.landingZone;
        const landingZone = { ...bench.landingZone, logs: { ...logs, query: false } };
        return { target: joining(vpcId), landingZone };
      },
    },
  ]);
});
