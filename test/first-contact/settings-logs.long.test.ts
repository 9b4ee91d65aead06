import { DescribeFlowLogsCommand } from '@aws-sdk/client-ec2';
import { keyStatements } from '../../infra/constructs/log-bucket';
import { policyDocument } from '../../infra/constructs/policy';
import type { LandingZone } from '../../lib/landing-zone';
import { stacksFor } from '../upgrade/templates';
import { alone, plain, plainWith, type Joined } from './one-setting';

const { accountId: HUB, region: REGION } = plain.hub;
const ARCHIVE = '100000000009';
const OWN = `wheelwright-logs-${HUB}-${REGION}`;
const KEY = `arn:aws:kms:${REGION}:${ARCHIVE}:key/01234567-89ab-cdef-0123-456789abcdef`;
const KEY_OWNER = { Effect: 'Allow', Principal: { AWS: ARCHIVE }, Action: 'kms:*', Resource: '*' } as const;

const logs = (changed: Partial<LandingZone['logs']>) => ({ logs: { ...plain.logs, ...changed } });

async function flowLogs({ people, accountId, vpcId }: Joined): Promise<readonly (string | undefined)[]> {
  const client = await people.ec2(accountId);
  const Filter = [{ Name: 'resource-id', Values: [vpcId] }];
  const { FlowLogs = [] } = await client.send(new DescribeFlowLogsCommand({ Filter }));
  return FlowLogs.map(({ LogDestination, DeliverLogsStatus }) => `${LogDestination} ${DeliverLogsStatus}`);
}

const historyOf = ({ world: { functions, clock } }: Joined) =>
  functions.invoke('wheelwright-history', { day: clock.now().toISOString().slice(0, 10) });

/** Flow logs, query logs and the history arrive in the bucket. */
async function logsArriveIn(joined: Joined, name: string): Promise<void> {
  const { world, hub: outputs } = joined;
  expect(await flowLogs(joined)).toEqual([`arn:aws:s3:::${name} SUCCESS`]);
  expect(world.resolver.queryLogConfigs.get(outputs.queryLogConfigId)?.destinationArn).toBe(`arn:aws:s3:::${name}`);
  expect(await historyOf(joined)).toMatchObject({ ok: true });
  expect([...(world.s3.bucket(name)?.objects.keys() ?? [])]).toEqual([
    expect.stringMatching(/^wheelwright-history\//) as string,
  ]);
}

// The first synth bundles the functions.
beforeAll(async () => {
  await stacksFor(plain);
});

describe('a VPC joins and leaves where one setting of logs differs, and its logs arrive:', () => {
  test('[FC17] logs.bucket in the log archive', async () => {
    const faults = await alone(logs({ bucket: { accountId: ARCHIVE } }), async (joined) => {
      const name = `wheelwright-logs-${ARCHIVE}-${REGION}`;
      const { s3 } = joined.world;
      expect([s3.bucket(name)?.ownerId, s3.bucket(OWN)]).toEqual([ARCHIVE, undefined]);
      await logsArriveIn(joined, name);
    });
    expect(faults).toEqual([]);
  });

  test('[FC17] logs.bucket that exists in another account, with the policy that the synth writes for its owner', async () => {
    const faults = await alone(logs({ bucket: { existing: 'acme-logs' } }), async (joined) => {
      const { s3 } = joined.world;
      const { managementAccountId } = joined.landingZone.organization;
      expect([s3.bucket('acme-logs')?.ownerId, s3.bucket(OWN)]).toEqual([managementAccountId, undefined]);
      await logsArriveIn(joined, 'acme-logs');
    });
    expect(faults).toEqual([]);
  });

  test('[FC17] logs.encryption with a key of another account, whose policy has what the synth writes', async () => {
    const faults = await alone(
      logs({ encryption: { kms: KEY } }),
      async (joined) => {
        const { world } = joined;
        expect(world.s3.bucket(OWN)?.encryption.Rules).toMatchObject([
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
            BucketKeyEnabled: true,
          },
        ]);
        const [trail] = world.cloudformation.declared('AWS::CloudTrail::Trail');
        expect(trail?.properties).toMatchObject({ KMSKeyId: KEY });
        await logsArriveIn(joined, OWN);
        // A policy of the key's owner alone lets nobody encrypt: so it is our statements which did.
        world.s3.keyPolicies.set(KEY, JSON.stringify(policyDocument(KEY_OWNER)));
        expect(await flowLogs(joined)).toEqual([`arn:aws:s3:::${OWN} FAILED`]);
        expect(await historyOf(joined)).toMatchObject({ ok: false });
      },
      {
        before: ({ s3 }) => {
          const statements = keyStatements(plainWith(logs({ encryption: { kms: KEY } })));
          s3.keyPolicies.set(KEY, JSON.stringify(policyDocument(KEY_OWNER, ...statements)));
        },
      },
    );
    expect(faults).toEqual([]);
  });

  test('[FC17] logs.objectLock', async () => {
    const faults = await alone(logs({ objectLock: { mode: 'compliance', days: 30 } }), async (joined) => {
      expect(joined.world.s3.bucket(OWN)?.objectLock?.Rule?.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 30 });
      await logsArriveIn(joined, OWN);
    });
    expect(faults).toEqual([]);
  });

  test('logs.retention', async () => {
    const faults = await alone(logs({ retention: { days: 730, coldAfterDays: 31 } }), async (joined) => {
      expect(joined.world.s3.bucket(OWN)?.lifecycle).toMatchObject([
        { Expiration: { Days: 730 }, Transitions: [{ Days: 31 }] },
      ]);
      await logsArriveIn(joined, OWN);
    });
    expect(faults).toEqual([]);
  });
});
