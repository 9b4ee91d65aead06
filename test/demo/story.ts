import { DescribeReplayCommand, EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { busArn, namingOf } from '../../lib/landing-zone';
import { eventually } from '../twin/eventually';
import { enrolled, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { mesh } from '../world/mesh';
import { attachEarly, attack } from './attack';
import { joinableVpc } from './joinable-vpc';
import { lasting, listed } from './layout';
import type { Narrator } from './narrator';
import { planStory, type PlannedVpc, type StoryPlan, type Team } from './plan';
import type { Expected } from './verify';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** AWS archives an event within ten minutes. */
const ARCHIVE_DELAY = 10 * MINUTE;

interface Made {
  readonly accountId: string;
  readonly vpcId: string;
  readonly plan: PlannedVpc;
}

interface Scene {
  readonly setting: EnrolledWorld;
  readonly plan: StoryPlan;
  readonly tell: Narrator;
}

/**
 * The main job and its recovery, as teams see it: an account is created and enrols, VPCs join by a tag, one is refused, one
 * leaves, one attacks in vain, one grows; an hour of lost deliveries is replayed; the sweep finds the VPC whose event was lost before the bus.
 * Returns what must be true in the end.
 */
export async function story(setting: EnrolledWorld, tell: Narrator): Promise<readonly Expected[]> {
  const scene = { setting, plan: planStory(setting.landingZone), tell };
  const { vpcs } = scene.plan;
  // Where segments are few, one account has more VPCs than the default quota allows.
  setting.world.ec2.quotas.vpcsPerRegion = 10;
  const createdId = await accountIsCreated(scene);
  const { first, second, third, created, early } = await vpcsJoin(scene, createdId);
  const refused = await vpcIsRefused(scene);
  const foreignCidr = vpcs.third.segment === vpcs.first.segment ? undefined : vpcs.third.cidr;
  await attack(setting, tell, early, { own: first, victim: created, foreignCidr });
  await vpcLeaves(scene, second);
  await vpcGrows(scene, first);
  const late = await outage(scene, { leaving: third, growing: created });
  await sweepFinds(scene, second);
  const expect = ({ accountId, vpcId, plan: { name } }: Made, segment: string | null): Expected => ({
    ...{ accountId, vpcId, name, segment },
  });
  return [
    expect(first, vpcs.first.segment),
    expect(late, vpcs.late.segment),
    expect(created, vpcs.created.segment),
    expect(second, vpcs.second.segment),
    expect(third, null),
    expect(refused, null),
  ];
}

const accountIdOf = ({ setting: { organization } }: Scene, name: string): string => organization.accounts[name] ?? '';

async function accountIsCreated(scene: Scene): Promise<string> {
  const { setting, plan, tell } = scene;
  const { people, world, organization } = setting;
  // A new account lies in the root, which may be the OU of the segment.
  const { unit } = plan.first;
  const where = unit === '' ? 'stays in the root' : `moved into ${unit}`;
  tell.chapter(`An account is created and ${where}: it enrols without a ticket`);
  const began = world.clock.now().getTime();
  const accountId = await people.createAccount(plan.created);
  if (unit !== '') await people.move(accountId, organization.rootId, organization.organizationalUnits[unit] ?? '');
  await enrolled(setting, plan.created, accountId);
  tell.result(accountId, `enrolled ${since(setting, began)} after it was requested`);
  return accountId;
}

async function createVpc(scene: Scene, plan: PlannedVpc, accountId = accountIdOf(scene, plan.account)): Promise<Made> {
  const { cidr, zones } = plan;
  const vpcId = await joinableVpc(scene.setting, accountId, { cidr, zones });
  scene.tell.named(vpcId, plan.name);
  return { accountId, vpcId, plan };
}

const teamOf = ({ plan: { first, second, third } }: Scene, segment: string): Team =>
  [first, second, third].find((team) => team.segment === segment) ?? first;

/** The team tags its VPC. Returns the time. */
async function tag({ setting: { people, world } }: Scene, { accountId, vpcId }: Made, value: string): Promise<number> {
  await people.tag(accountId, vpcId, value);
  return world.clock.now().getTime();
}

const since = ({ world }: EnrolledWorld, start: number): string => lasting(world.clock.now().getTime() - start);

async function joined({ setting, tell }: Scene, { vpcId, plan }: Made, from: { start: number; what: string }) {
  await untilVpcIs(setting, vpcId, 'joined');
  tell.result(vpcId, `joined segment ${plan.segment} ${since(setting, from.start)} after ${from.what}`);
}

async function left({ setting, tell }: Scene, { vpcId, plan }: Made, from: { start: number; what: string }) {
  await untilVpcIs(setting, vpcId, 'left');
  tell.result(vpcId, `left segment ${plan.segment} ${since(setting, from.start)} after ${from.what}`);
}

async function vpcsJoin(scene: Scene, createdId: string) {
  const { vpcs } = scene.plan;
  scene.tell.chapter('Teams tag their VPCs, one after the other: each joins the segment that its OU permits');
  const first = await createVpc(scene, vpcs.first);
  const second = await createVpc(scene, vpcs.second);
  const third = await createVpc(scene, vpcs.third);
  const created = await createVpc(scene, vpcs.created, createdId);
  const early = await attachEarly(scene.setting, first.accountId, created.plan);
  for (const each of [first, second, third, created]) {
    const start = await tag(scene, each, teamOf(scene, each.plan.segment).tag);
    await joined(scene, each, { start, what: 'its tag' });
  }
  return { first, second, third, created, early };
}

async function vpcIsRefused(scene: Scene): Promise<Made> {
  const { plan, tell, setting } = scene;
  const { name, account } = plan.vpcs.refused;
  tell.chapter(`${name} asks for segment ${plan.foreignSegment}, which the OU of account ${account} does not permit`);
  const made = await createVpc(scene, plan.vpcs.refused);
  await tag(scene, made, plan.foreignSegment);
  await untilVpcIs(setting, made.vpcId, 'refused');
  return made;
}

async function vpcLeaves(scene: Scene, made: Made): Promise<void> {
  const { people, world, landingZone } = scene.setting;
  const { drainMinutes } = landingZone.leave;
  const drains = drainMinutes > 0 && landingZone.segments[made.plan.segment]?.dns === 'inbound';
  const order = drains ? `first its DNS, then after ${drainMinutes} minutes its routes` : 'in the safe order';
  scene.tell.chapter(`${made.plan.name} loses its tag and leaves, ${order}`);
  const start = world.clock.now().getTime();
  await people.untag(made.accountId, made.vpcId);
  await left(scene, made, { start, what: 'its tag was removed' });
}

const zoneList = (letters: string): string => listed(letters.split(''));

async function vpcGrows(scene: Scene, { accountId, vpcId, plan: { name, zones } }: Made): Promise<void> {
  const { people, world } = scene.setting;
  const { nextZone } = scene.plan;
  if (nextZone === undefined) return;
  scene.tell.chapter(`${name} gets a subnet in Availability Zone ${nextZone}: its attachment follows`);
  await people.addSubnet(accountId, vpcId, nextZone);
  await world.clock.jump(2 * MINUTE);
  scene.tell.result(vpcId, `attached in zones ${zoneList(zones + nextZone)}`);
}

/** An hour without deliveries to the intake queue, and the replay that makes up for it. Returns the VPC that joins late. */
async function outage(scene: Scene, { leaving, growing }: { leaving: Made; growing: Made }): Promise<Made> {
  const { setting, plan, tell } = scene;
  const { people, world } = setting;
  tell.chapter('Outage: for an hour no event reaches the intake queue, while the teams go on');
  const from = world.clock.now();
  const endOutage = loseDeliveries(setting);
  const late = await createVpc(scene, plan.vpcs.late);
  const { tag: value } = plan.first;
  tell.did(late.plan.name, `tagged ${namingOf(setting.landingZone).tags.join}=${value}`);
  await tag(scene, late, value);
  tell.did(leaving.plan.name, `loses the tag ${namingOf(setting.landingZone).tags.join}`);
  await people.untag(leaving.accountId, leaving.vpcId);
  if (plan.nextZone !== undefined) {
    tell.did(growing.plan.name, `gets a subnet in zone ${plan.nextZone}`);
    await people.addSubnet(growing.accountId, growing.vpcId, plan.nextZone);
  }
  await world.clock.jump(HOUR);
  endOutage();
  nothingHappened(setting, { tagged: late.vpcId, untagged: leaving.vpcId });
  tell.did('', 'an hour later no VPC has changed: no event woke a worker');
  await world.clock.jump(ARCHIVE_DELAY);

  tell.chapter('The events of that hour are replayed from the archive: the VPCs get what they missed');
  const start = world.clock.now().getTime();
  await replay(setting, from, new Date(from.getTime() + HOUR));
  await joined(scene, late, { start, what: 'the replay began' });
  if (plan.nextZone !== undefined)
    tell.result(growing.vpcId, `attached in zones ${zoneList(growing.plan.zones + plan.nextZone)}`);
  await left(scene, leaving, { start, what: 'the replay began' });
  return late;
}

async function sweepFinds(scene: Scene, made: Made): Promise<void> {
  const { setting, tell } = scene;
  tell.chapter('An event is lost before the event bus: the archive has none, the scheduled sweep finds the VPC');
  const endLoss = loseEvents(setting);
  const { tag: value } = teamOf(scene, made.plan.segment);
  const start = await tag(scene, made, value);
  await setting.world.clock.jump(5 * MINUTE);
  endLoss();
  await joined(scene, made, { start, what: 'its tag' });
  await setting.world.clock.jump(5 * MINUTE);
}

/** Loses what the rules of the inbound bus send to the intake queue. */
function loseDeliveries({ world }: EnrolledWorld): () => void {
  const { interceptors } = world.eventbridge;
  interceptors.push(({ targetArn }) => (targetArn.endsWith(':wheelwright-intake') ? 'lose' : 'deliver'));
  return () => void interceptors.pop();
}

/** Loses tag events before they reach any bus: AWS emits them on a best-effort basis. */
function loseEvents({ world }: EnrolledWorld): () => void {
  const { busInterceptors } = world.eventbridge;
  busInterceptors.push(({ event }) => (event.source === 'aws.tag' ? 'lose' : 'deliver'));
  return () => void busInterceptors.pop();
}

function nothingHappened(
  { world, landingZone }: EnrolledWorld,
  { tagged, untagged }: { readonly tagged: string; readonly untagged: string },
): void {
  const states = new Map(mesh(world, landingZone).map(({ vpcId, state }) => [vpcId, state]));
  if (states.has(tagged) || states.get(untagged) !== 'joined')
    throw new Error(`${tagged} or ${untagged} has changed in the outage although its events were lost.`);
}

async function replay({ world, landingZone }: EnrolledWorld, from: Date, to: Date): Promise<void> {
  const { accountId, region } = landingZone.hub;
  const events = new EventBridgeClient(world.config(world.administrator(accountId), region));
  const ReplayName = 'after-the-outage';
  await events.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: `arn:aws:events:${region}:${accountId}:archive/wheelwright-inbound`,
      EventStartTime: from,
      EventEndTime: to,
      Destination: { Arn: busArn(landingZone, 'inbound') },
    }),
  );
  await eventually(world, 'the replay is complete', async () => {
    const { State } = await events.send(new DescribeReplayCommand({ ReplayName }));
    if (State === 'FAILED' || State === 'CANCELLED') throw new Error(`The replay ended as ${State}.`);
    return State === 'COMPLETED';
  });
}
