import { queueUrl } from '../../lib/landing-zone';
import { AccountClient, EnableRegionCommand } from '@aws-sdk/client-account';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';
import { SILENT } from '../demo/narrator';
import { story } from '../demo/story';
import { eventually } from '../twin/eventually';
import type { BusEvent } from '../twin/eventbridge/event';
import { Ids } from '../twin/ids';
import { snapshot } from '../twin/snapshot';
import { canonical } from './canonical';

const INBOUND = 'wheelwright-inbound';
const COUNTED = /^(ec2|route53|route53resolver|ram|iam|account):/;
const MINUTE = 60_000;

/** Everything that arrives on the inbound bus during the demo's story, as JSON, without replayed events. */
export async function recordStory(): Promise<{ readonly events: readonly string[]; readonly names: Names }> {
  const setting = await sharedOrganization(fixtureLandingZone());
  const events: string[] = [];
  setting.world.eventbridge.busInterceptors.unshift(({ event, bus }) => {
    if (bus.name === INBOUND && event['replay-name'] === undefined) events.push(JSON.stringify(event));
    return 'deliver';
  });
  await story(setting, SILENT);
  return { events, names: namesOf(setting) };
}

/** Ids of accounts by name, and of VPCs by CIDR. */
type Names = ReadonlyMap<string, string>;

const namesOf = ({ world }: EnrolledWorld): Names =>
  new Map([
    ...world.organizations.accounts().map(({ name, id }) => [name, id] as const),
    ...[...world.ec2.vpcs.all()]
      .filter(({ isDefault, cidrs }) => !isDefault && cidrs.length > 0)
      .map(({ vpcId, cidrs }) => [cidrs[0]?.cidr ?? '', vpcId] as const),
  ]);

/** The story's end state, made by people alone: no queue invokes a function meanwhile. */
async function endStateWithoutWorkers(): Promise<EnrolledWorld> {
  const setting = await sharedOrganization(fixtureLandingZone());
  const { world, people, organization, landingZone } = setting;
  const { dev = '', staging = '', prod = '' } = organization.accounts;
  for (const mapping of world.functions.mappings.values()) mapping.delete();
  world.functions.mappings.clear();
  await world.clock.jump(MINUTE);
  const analytics = await people.createAccount('dev-analytics');
  await people.move(analytics, organization.rootId, organization.organizationalUnits['Workloads/Dev'] ?? '');
  const management = world.administrator(landingZone.organization.managementAccountId);
  const account = new AccountClient(world.config(management, 'us-east-1'));
  await account.send(new EnableRegionCommand({ AccountId: analytics, RegionName: landingZone.hub.region }));
  await eventually(world, 'the region is enabled', () => world.account.usable(analytics, landingZone.hub.region));
  const vpcs: readonly (readonly [string, string, string, string?])[] = [
    [dev, '10.1.0.0/20', 'abc', 'true'],
    [staging, '10.2.0.0/20', 'abc', 'true'],
    [prod, '10.3.0.0/20', 'abc'],
    [analytics, '10.1.16.0/20', 'abc', 'true'],
    [prod, '10.3.16.0/20', 'ab', 'dev'],
    [dev, '10.1.32.0/20', 'abc', 'true'],
  ];
  for (const [accountId, cidr, zones, tag] of vpcs) {
    const vpcId = await people.createVpc(accountId, { cidr, zones });
    if (tag !== undefined) await people.tag(accountId, vpcId, tag);
  }
  await world.clock.jump(2 * MINUTE);
  // The events of what they did are deleted.
  const sqs = new SQSClient(world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region));
  const QueueUrl = queueUrl(landingZone, 'join').replace('join.fifo', 'intake');
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  connectQueues(setting);
  return setting;
}

function connectQueues({ world, landingZone }: EnrolledWorld): void {
  const arn = (queue: string): string => `arn:aws:sqs:${landingZone.hub.region}:${landingZone.hub.accountId}:${queue}`;
  for (const [queue, name] of [
    ['wheelwright-sweep', 'sweep'],
    ['wheelwright-intake', 'route'],
    ['wheelwright-enroll.fifo', 'enroll'],
    ['wheelwright-join.fifo', 'join'],
  ] as const)
    world.functions.map({
      queueArn: arn(queue),
      functionName: `wheelwright-${name}`,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
}

export interface Outcome {
  readonly mesh: readonly string[];
  /** The writes of our roles that succeeded, as a sorted multiset. */
  readonly writes: readonly string[];
}

/** Lets running work end, and returns the state of the world and the writes since `from`. */
async function outcome(setting: EnrolledWorld, from: number): Promise<Outcome> {
  const { world } = setting;
  for (let quiet = 0; quiet < 3;) {
    const before = world.calls.length;
    await world.clock.jump(2 * MINUTE);
    const busy = world.calls.slice(before).some(({ action }) => COUNTED.test(action));
    quiet = busy ? 0 : quiet + 1;
  }
  const writes = world.calls
    .slice(from)
    .filter(
      ({ caller, mutating, action, error }) =>
        caller.startsWith('wheelwright-') && mutating && COUNTED.test(action) && error === undefined,
    )
    .map(({ accountId, action }) => `${accountId} ${action}`);
  const names = [...namesOf(setting)];
  const renamed = (line: string): string => names.reduce((text, [name, id]) => text.replaceAll(id, name), line);
  return { mesh: canonical(setting).map(renamed).sort(), writes: writes.map(renamed).sort() };
}

let ends: Promise<{ readonly setting: EnrolledWorld; readonly restore: () => void }> | undefined;
/** The same end state each time. */
async function endState(): Promise<EnrolledWorld> {
  ends ??= endStateWithoutWorkers().then((setting) => ({ setting, restore: snapshot(setting.world) }));
  const { setting, restore } = await ends;
  restore();
  return setting;
}

/** One reconcile of the end state: the sweep wakes every spoke once. */
export async function freshReconcile(): Promise<Outcome> {
  const setting = await endState();
  const from = setting.world.calls.length;
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  return outcome(setting, from);
}

/** Delivers every recorded event twice, with new ids, in an order that the seed decides. */
export async function deliverShuffled(
  recorded: Awaited<ReturnType<typeof recordStory>>,
  seed: number,
): Promise<Outcome> {
  const setting = await endState();
  const { world, landingZone } = setting;
  const here = namesOf(setting);
  const moved = (text: string): string =>
    [...recorded.names].reduce((json, [name, id]) => json.replaceAll(id, here.get(name) ?? id), text);
  const ids = new Ids(seed);
  const order = [...recorded.events, ...recorded.events]
    .map((text) => ({ event: { ...(JSON.parse(moved(text)) as BusEvent), id: ids.uuid() }, at: ids.random() }))
    .sort((a, b) => a.at - b.at);
  const bus = world.eventbridge.findBus(landingZone.hub, INBOUND);
  if (!bus) throw new Error('There is no inbound bus.');
  const from = world.calls.length;
  for (const { event } of order) {
    world.eventbridge.arrive(bus, { event, forwarded: true });
    if (ids.random() < 0.2) await world.clock.jump(Math.floor(ids.random() * 20_000));
  }
  return outcome(setting, from);
}
