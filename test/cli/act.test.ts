import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { DeleteRolePolicyCommand, GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { applySchema } from '../../cli/schemas/apply';
import { freezesSchema } from '../../cli/schemas/freeze';
import { planSchema } from '../../cli/schemas/plan';
import { redriveSchema } from '../../cli/schemas/redrive';
import { replayCancelSchema, replayListSchema, replaySchema } from '../../cli/schemas/replay';
import { sweepSchema } from '../../cli/schemas/sweep';
import { busArn, hubQueueUrl, queueUrl } from '../../lib/landing-zone';
import { QUEUES, WORKERS } from '../../lib/names';
import { runUntilSettled } from '../twin/eventually';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { deadLetters } from '../world/hub-queues';
import { mesh } from '../world/mesh';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import { documentOf, wheelwright } from './command-line';
import { memoryIo } from './memory-io';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
afterAll(() => rmSync(folder, { recursive: true }));
const landingZone = smallLandingZone();
const config = join(folder, 'landing-zone.yaml');
writeFileSync(config, JSON.stringify(landingZone));

let setting: EnrolledWorld;
let dev: string;
beforeEach(async () => {
  setting = await sharedOrganization(landingZone);
  dev = setting.organization.accounts['dev'] ?? '';
});

/** An administrator of the hub account, who may assume the operator roles. */
const io = (ask?: (question: string) => Promise<string>) => {
  const { world } = setting;
  const { requestHandler, credentials } = world.config(
    world.administrator(landingZone.hub.accountId),
    landingZone.hub.region,
  );
  return memoryIo({ clock: world.clock, aws: { requestHandler, credentials }, ...(ask ? { ask } : {}) });
};
const run = (args: readonly string[], ask?: (question: string) => Promise<string>) =>
  runUntilSettled(setting.world, wheelwright([...args, '--config', config], io(ask)));
const document: typeof documentOf = (schema, args) =>
  runUntilSettled(setting.world, documentOf(schema, [...args, '--config', config], io()));

const createVpc = (cidr: string) => setting.people.createVpc(dev, { cidr, zones: 'ab' });
const stateOf = (vpcId: string) => mesh(setting.world, landingZone).find((row) => row.vpcId === vpcId)?.state;
const joined = async (cidr: string): Promise<string> => {
  const vpcId = await createVpc(cidr);
  await setting.people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  return vpcId;
};
/** Loses what the rules of the inbound bus send to the intake queue, as in the demo. */
const outage = async (during: () => Promise<void>): Promise<void> => {
  const { interceptors } = setting.world.eventbridge;
  interceptors.push(({ targetArn }) => (targetArn.endsWith(':wheelwright-intake') ? 'lose' : 'deliver'));
  await during();
  await setting.world.clock.jump(HOUR);
  interceptors.pop();
};

describe('an outage in which the events of an hour are lost', () => {
  it('is recovered by wheelwright replay alone, which says what has changed, spoke by spoke', async () => {
    const leaving = await joined('10.1.0.0/20');
    await setting.world.clock.jump(HOUR);
    const from = setting.world.clock.now().toISOString();
    let late = '';
    await outage(async () => {
      late = await createVpc('10.1.16.0/20');
      await setting.people.tag(dev, late);
      await setting.people.untag(dev, leaving);
    });
    const to = setting.world.clock.now().toISOString();
    expect([stateOf(late), stateOf(leaving)]).toEqual([undefined, 'joined']);
    await setting.world.clock.jump(10 * MINUTE);
    const { name, left, changes } = await document(replaySchema, ['replay', '--from', from, '--to', to]);
    expect([stateOf(late), stateOf(leaving), left]).toEqual(['joined', 'left', []]);
    const last = (key: string) => changes.findLast((change) => change.key === key)?.state;
    expect([last(late), last(leaving)]).toEqual(['joined', 'left']);
    const { replays } = await document(replayListSchema, ['replay', 'list']);
    expect(replays).toMatchObject([{ name, state: 'COMPLETED', from, to }]);
  });

  it.each([
    [['--from', '1h', '--to', '5m'], 'expected a time at least ten minutes ago'],
    [['--from', '1h', '--to', '2h'], 'expected a time from before to'],
    [['--from', '900d', '--to', '800d'], 'the begin of the archive'],
    [[], 'expected --from and --to, or --account'],
    [['--account', '12'], 'expected twelve digits'],
  ])('is not replayed with %j', async (args, said) => {
    const { code, stderr } = await run(['replay', ...args]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(said) as string });
    expect(stderr).toContain('Next: ');
  });

  it('is checked, and nothing is started, in a dry run', async () => {
    await setting.world.clock.jump(HOUR);
    const { dryRun, families } = await document(replaySchema, [
      ...['replay', '--from', '40m', '--to', '20m', '--family', 'vpc-tag-changed', '--dry-run'],
    ]);
    expect({ dryRun, families }).toEqual({ dryRun: true, families: ['vpc-tag-changed'] });
    expect((await run(['replay', 'list'])).stdout).toBe('There are no replays.\n');
  });

  it('is replayed until an operator cancels the replay', async () => {
    const { world } = setting;
    const { accountId, region } = landingZone.hub;
    await world.clock.jump(HOUR);
    const ReplayName = 'wheelwright-too-much';
    await new EventBridgeClient(world.config(world.administrator(accountId), region)).send(
      new StartReplayCommand({
        ReplayName,
        EventSourceArn: `arn:aws:events:${region}:${accountId}:archive/wheelwright-inbound`,
        EventStartTime: new Date(world.clock.now().getTime() - HOUR),
        EventEndTime: new Date(world.clock.now().getTime() - 30 * MINUTE),
        Destination: { Arn: busArn(landingZone, 'inbound') },
      }),
    );
    const cancelled = await document(replayCancelSchema, ['replay', 'cancel', ReplayName]);
    expect(cancelled).toEqual({ name: ReplayName, state: 'CANCELLING' });
    await world.clock.jump(MINUTE);
    const { replays } = await document(replayListSchema, ['replay', 'list']);
    expect(replays).toMatchObject([{ name: ReplayName, state: 'CANCELLED' }]);
    const again = await run(['replay', 'cancel', ReplayName]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('events:CancelReplay') as string });
  });

  it('is made up for by waking one account, as EventBridge cannot select events by account', async () => {
    let late = '';
    await outage(async () => {
      late = await createVpc('10.1.0.0/20');
      await setting.people.tag(dev, late);
    });
    const { woken } = await document(replaySchema, ['replay', '--account', dev]);
    expect(woken).toEqual([{ accountId: dev, region: landingZone.hub.region }]);
    expect(stateOf(late)).toBe('joined');
  });

  it('wakes for --account what the families wake, and nothing in a dry run', async () => {
    const sent = async (...more: string[]) => {
      const from = setting.world.calls.length;
      const { woken } = await document(replaySchema, ['replay', '--account', dev, '--wait', '0', ...more]);
      expect(woken).toEqual([{ accountId: dev, region: landingZone.hub.region }]);
      const calls = setting.world.calls.slice(from).filter(({ action }) => action.startsWith('sqs:SendMessage'));
      return calls.filter(({ caller }) => caller === 'wheelwright-operator-act').length;
    };
    expect(await sent('--dry-run')).toBe(0);
    expect(await sent('--family', 'vpc-tag-changed')).toBe(1);
    expect(await sent()).toBe(WORKERS.length);
    const unknown = await run(['replay', '--account', dev, '--family', 'vpc-tag']);
    expect(unknown).toMatchObject({ code: 64, stderr: expect.stringContaining('Expected one of') as string });
  });

  it('ends with 3 where messages are left', async () => {
    const { accountId, region } = landingZone.hub;
    const sqs = new SQSClient(setting.world.config(setting.world.administrator(accountId), region));
    const QueueUrl = hubQueueUrl(landingZone, QUEUES.intake);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', DelaySeconds: 900 }));
    const { code, stdout } = await run(['replay', '--account', dev, '--wait', '2']);
    expect({ code, stdout }).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(`After 2 minutes ${QUEUES.intake} still has 1 messages.`) as string,
    });
  });

  it('is made up for by a sweep', async () => {
    let late = '';
    await outage(async () => {
      late = await createVpc('10.1.0.0/20');
      await setting.people.tag(dev, late);
    });
    await expect(document(sweepSchema, ['sweep'])).resolves.toEqual({ sweep: 'all' });
    await setting.world.clock.jump(10 * MINUTE);
    expect(stateOf(late)).toBe('joined');
    expect(deadLetters(setting)).toEqual([]);
  });
});

describe('a message that fails for two hours', () => {
  const RoleName = 'wheelwright-org-read';
  const PolicyName = 'calls';
  let late: string;
  let repair: () => Promise<void>;
  beforeEach(async () => {
    const { world } = setting;
    const iam = new IAMClient(
      world.config(world.administrator(landingZone.organization.managementAccountId), 'us-east-1'),
    );
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    repair = async () => {
      const document = decodeURIComponent(PolicyDocument);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document }));
    };
    await world.clock.jump(HOUR);
    late = await createVpc('10.1.0.0/20');
    await setting.people.tag(dev, late);
    await world.clock.jump(2.5 * HOUR);
  });

  it('is printed with its event, reason and age, and recovered by wheelwright redrive alone', async () => {
    expect(stateOf(late)).toBeUndefined();
    const inspected = await run(['redrive', '--inspect']);
    expect(inspected.code).toBe(3);
    expect(inspected.stdout).toMatch(new RegExp(`wheelwright-join-dead.fifo  ${dev}/.*vpc-tag-changed.* 2 h`));
    expect(inspected.stdout).toContain('organizations:');
    await repair();
    const { letters, hidden } = await document(redriveSchema, ['redrive', '--all', '--yes']);
    expect(letters.length).toBeGreaterThan(0);
    expect(letters.every(({ putBack }) => putBack)).toBe(true);
    await setting.world.clock.jump(10 * MINUTE);
    expect(stateOf(late)).toBe('joined');
    expect({ hidden, dead: deadLetters(setting) }).toEqual({ hidden: 0, dead: [] });
  });
});

describe('dead letters', () => {
  /** A message that the worker cannot read lies in the dead-letter queue at once. */
  const poison = async (count: number): Promise<void> => {
    const { world } = setting;
    const { accountId, region } = landingZone.hub;
    const sqs = new SQSClient(world.config(world.administrator(accountId), region));
    for (let index = 0; index < count; index++)
      await sqs.send(
        new SendMessageCommand({
          ...{ QueueUrl: queueUrl(landingZone, 'join'), MessageBody: `poison ${index}` },
          ...{ MessageGroupId: `${dev}/${region}`, MessageDeduplicationId: `poison-${index}` },
        }),
      );
    await world.clock.jump(MINUTE);
  };

  it('are put back one by one, as a person picks them, and the others stay', async () => {
    await poison(2);
    const answers = ['2', 'y'];
    const { code, stdout } = await run(['redrive'], () => Promise.resolve(answers.shift() ?? ''));
    expect({ code, back: stdout.match(/✓ put back/g)?.length }).toEqual({ code: 3, back: 1 });
    // The worker cannot read it now either.
    await setting.world.clock.jump(MINUTE);
    expect(deadLetters(setting)).toHaveLength(2);
  });

  it('stay where the question is not answered with yes, and others can read them at once', async () => {
    await poison(1);
    const { code } = await run(['redrive', '--all'], () => Promise.resolve('n'));
    expect(code).toBe(4);
    expect(deadLetters(setting)).toHaveLength(1);
    expect((await document(redriveSchema, ['redrive', '--inspect'])).letters).toMatchObject([
      { body: 'poison 0', reason: expect.stringContaining('work message') as string, putBack: false },
    ]);
  });

  it('are picked by how their ids begin, and none is put back where that is not clear or only looked at', async () => {
    await poison(2);
    const looked = await document(redriveSchema, ['redrive', '--inspect', '--all', '--yes']);
    expect(looked.letters.map(({ putBack }) => putBack)).toEqual([false, false]);
    const unclear = await run(['redrive', '--pick', '', '--yes']);
    expect(unclear).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected one, found 2 dead letters whose id begins with') as string,
    });
    const id = looked.letters[1]?.id ?? '';
    const picked = await document(redriveSchema, ['redrive', '--pick', id.slice(0, 30), '--yes']);
    expect(picked.letters.filter(({ putBack }) => putBack).map((letter) => letter.id)).toEqual([id]);
  });

  it('are none where there are none', async () => {
    await expect(run(['redrive'])).resolves.toMatchObject({ code: 0, stdout: 'There are no dead letters.\n' });
  });
});

describe('wheelwright freeze', () => {
  it('holds the changes of an account within a minute, and thaw makes them at once', async () => {
    const vpcId = await joined('10.1.0.0/20');
    const frozen = await document(freezesSchema, ['freeze', dev, '--because', 'a drill']);
    expect(frozen.freezes).toMatchObject([{ kind: 'account', accountId: dev, because: 'a drill' }]);
    await setting.people.untag(dev, vpcId);
    await setting.world.clock.jump(30 * MINUTE);
    expect(stateOf(vpcId)).toBe('joined');
    const { targets } = await document(planSchema, ['plan', dev]);
    const planned = targets.find(({ key }) => key === vpcId);
    expect(planned?.changes.map(({ sign }) => sign)).toContain('-');
    expect(planned?.held).toEqual([expect.stringMatching(/^none of this is done now: frozen by .+ \(a drill\)/)]);
    const { code, stdout } = await run(['thaw', dev]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `account ${dev}: thawed, and woken.\n` });
    await untilVpcIs(setting, vpcId, 'left');
  });

  it('finds the account of a VPC that has joined', async () => {
    const vpcId = await joined('10.1.0.0/20');
    const { freezes } = await document(freezesSchema, ['freeze', vpcId]);
    expect(freezes).toMatchObject([{ kind: 'vpc', accountId: dev, vpcId, region: landingZone.hub.region }]);
    expect((await run(['thaw', vpcId])).code).toBe(0);
  });

  it('freezes a VPC whose account is named, in the name of the operator, and lists it without a change', async () => {
    const { freezes } = await document(freezesSchema, ['freeze', 'vpc-0000', '--account', dev]);
    expect(freezes).toMatchObject([
      { kind: 'vpc', accountId: dev, vpcId: 'vpc-0000', by: expect.stringMatching(/\S/) as string },
    ]);
    await expect(document(freezesSchema, ['freeze', dev, '--list'])).resolves.toEqual({ freezes });
  });

  it('wakes at once what a thaw is about: one VPC, an account, or everything', async () => {
    const vpcId = await joined('10.1.0.0/20');
    for (const [scope, queue, message] of [
      [[vpcId], 'wheelwright-join.fifo', 'thawed by'],
      [[dev], 'wheelwright-enroll.fifo', 'thawed by'],
      [['--all'], QUEUES.sweep, String.raw`{\"sweep\":\"all\"}`],
    ] as const) {
      await run(['freeze', ...scope, '--yes']);
      const bodies: string[] = [];
      setting.world.around.push(({ operation, input }, next) => {
        if (operation.startsWith('SendMessage')) bodies.push(JSON.stringify(input));
        return next();
      });
      expect((await run(['thaw', ...scope])).code).toBe(0);
      setting.world.around.pop();
      expect(bodies.filter((body) => body.includes(`/${queue}`) && body.includes(message))).not.toEqual([]);
    }
  });

  it.each([
    [['freeze', '200000000001', '--all'], 'found 200000000001 and --all'],
    [['freeze', landingZone.organization.managementAccountId], 'found the management account'],
    [['freeze'], 'expected an account of twelve digits, a VPC, or --all'],
    [['freeze', 'vpc-0000'], 'wheelwright freeze vpc-0000 --account <id>'],
    [['freeze', '12'], 'expected twelve digits'],
    [['freeze', '--all'], 'expected one, to ask before anything is changed'],
    [['thaw', '--all'], 'found no freeze of everything'],
  ])('%j ends with an error that says what to do', async (args, said) => {
    const { code, stderr } = await run(args);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(said) as string });
  });
});

describe('wheelwright apply', () => {
  it('confirms exactly the plan that waits', async () => {
    await expect(document(applySchema, ['apply'])).resolves.toEqual({ plan: null, confirmed: false, vpcs: [] });
    const vpcs = [];
    for (const block of [0, 16, 32, 48]) vpcs.push(await joined(`10.1.${block}.0/20`));
    for (const vpcId of vpcs) await setting.people.untag(dev, vpcId);
    await setting.world.clock.jump(5 * MINUTE);
    const waits = await document(applySchema, ['apply']);
    expect(waits.vpcs.length).toBeGreaterThan(0);
    const other = await run(['apply', '--plan', '0123456789abcdef', '--yes']);
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected plan 0123456789abcdef') as string,
    });
    expect((await run(['apply', '--plan', waits.plan ?? ''], () => Promise.resolve('n'))).code).toBe(4);
    const { code } = await run(['apply', '--plan', waits.plan ?? '', '--yes']);
    expect(code).toBe(0);
    for (const vpcId of vpcs) await untilVpcIs(setting, vpcId, 'left');
  });
});
