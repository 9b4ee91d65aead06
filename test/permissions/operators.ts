import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeArchiveCommand, EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { applySchema } from '../../cli/schemas/apply';
import { hubQueueUrl, namingOf } from '../../lib/landing-zone';
import { BUSES, QUEUES, operatorRoleArn, type OperatorRole } from '../../lib/names';
import { wheelwright, type Ran } from '../cli/command-line';
import { memoryIo } from '../cli/memory-io';
import { runUntilSettled } from '../twin/eventually';
import type { EnrolledWorld } from '../world/enrolled';

interface Vpc {
  readonly accountId: string;
  readonly vpcId: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Commands end so where they did what they do: it is fine, there are changes, people are needed. */
const DONE = [0, 2, 3];

type Run = (...args: readonly string[]) => Promise<Ran>;

/** Runs commands with the credentials of an operator role. Throws an `Error` if one fails. */
async function as<T>(setting: EnrolledWorld, role: OperatorRole, work: (run: Run) => Promise<T>): Promise<T> {
  const { world, landingZone } = setting;
  const { accountId, region } = landingZone.hub;
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
  const config = join(folder, 'landing-zone.yaml');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(landingZone));
  const administrator = world.config(world.administrator(accountId), region);
  const RoleArn = operatorRoleArn(accountId, role, namingOf(landingZone));
  const { Credentials } = await new STSClient(administrator).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'alice' }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const { requestHandler } = administrator;
  try {
    return await work(async (...args) => {
      const io = memoryIo({ clock: world.clock, aws: { requestHandler, credentials } });
      const ran = await runUntilSettled(world, wheelwright([...args, '--config', config], io));
      if (!DONE.includes(ran.code))
        throw new Error(`wheelwright ${args.join(' ')} ended with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
      return ran;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs every command that only looks, with both roles: who may act may also look. */
export async function look(setting: EnrolledWorld, { accountId, vpcId }: Vpc): Promise<void> {
  for (const role of ['look', 'act'] as const)
    await as(setting, role, async (run) => {
      await run('status');
      await run('explain', vpcId);
      await run('explain', accountId);
      await run('history', vpcId);
      await run('logs', vpcId);
      await run('logs', accountId);
      await run('plan', '--all');
      await run('doctor');
    });
}

/** Runs every command that acts, but for `apply`. Each dead-letter queue gets a message before, if it has none. */
export async function act(setting: EnrolledWorld, { accountId, vpcId }: Vpc): Promise<void> {
  const { world, landingZone } = setting;
  const { accountId: hubId, region } = landingZone.hub;
  const administrator = world.config(world.administrator(hubId), region);
  const sqs = new SQSClient(administrator);
  for (const queue of [QUEUES.intakeDeadLetters, QUEUES.undelivered, QUEUES.sweepDeadLetters])
    await sqs.send(new SendMessageCommand({ QueueUrl: hubQueueUrl(landingZone, queue), MessageBody: '{}' }));
  const replay = 'wheelwright-by-hand';
  await startReplay(new EventBridgeClient(administrator), replay, world.clock.now());
  await as(setting, 'act', async (run) => {
    await run('replay', 'cancel', replay);
    await world.clock.jump(10 * MINUTE);
    for (const scope of [[accountId], [vpcId]]) {
      await run('freeze', ...scope, '--because', 'a team debugs');
      await run('thaw', ...scope);
    }
    await run('sweep');
    await run('redrive', '--inspect');
    await run('redrive', '--all', '--yes');
    await run('replay', '--from', '3h', '--to', '1h');
    await run('replay', 'list');
    await run('replay', '--account', accountId);
  });
}

async function startReplay(events: EventBridgeClient, ReplayName: string, now: Date): Promise<void> {
  const { EventSourceArn } = await events.send(new DescribeArchiveCommand({ ArchiveName: BUSES.inbound }));
  await events.send(
    new StartReplayCommand({
      ...{ ReplayName, EventSourceArn: EventSourceArn?.replace(/event-bus\/.*$/, `archive/${BUSES.inbound}`) },
      EventStartTime: new Date(now.getTime() - 3 * HOUR),
      EventEndTime: new Date(now.getTime() - HOUR),
      Destination: { Arn: EventSourceArn },
    }),
  );
}

/** Confirms the plan of leaves that waits, if there is one. */
export async function confirmLeaves(setting: EnrolledWorld): Promise<void> {
  await as(setting, 'act', async (run) => {
    const { plan } = applySchema.parse(JSON.parse((await run('apply', '--json')).stdout));
    if (plan !== null) await run('apply', '--plan', plan, '--yes');
  });
}
