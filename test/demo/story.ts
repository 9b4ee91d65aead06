import { busArn } from '../../lib/landing-zone';
import { EventBridgeClient, DescribeReplayCommand, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { eventually } from '../twin/eventually';
import { mesh } from '../world/mesh';
import { enrolled, settledAs, type Setting } from '../world/enrolled';
import type { Expected } from './verify';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** AWS archives an event within ten minutes. */
const ARCHIVE_DELAY = 10 * MINUTE;

/**
 * The main job and its recovery, told as people live it: an account is created and enrols, VPCs join by a tag, one is
 * refused, one leaves, one grows; an hour of lost deliveries is replayed; what never reached the bus the sweep finds.
 * Answers what must be true in the end.
 */
export async function story(setting: Setting, chapter: (title: string) => void): Promise<readonly Expected[]> {
  const { people, world, organization } = setting;
  const { rootId, organizationalUnits, accounts } = organization;
  const [dev = '', staging = '', prod = ''] = ['dev', 'staging', 'prod'].map((name) => accounts[name]);
  const joined = (vpcId: string): Promise<void> => settledAs(setting, vpcId, 'joined');

  chapter('An account is created, moved into Workloads/Dev, and enrols by itself');
  const analytics = await people.createAccount('dev-analytics');
  await people.move(analytics, rootId, organizationalUnits['Workloads/Dev'] ?? '');
  await enrolled(setting, 'dev-analytics', analytics);

  chapter('VPCs are tagged one after the other and join their segments');
  const vpcs = {
    dev: await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' }),
    staging: await people.createVpc(staging, { cidr: '10.2.0.0/20', zones: 'abc' }),
    prod: await people.createVpc(prod, { cidr: '10.3.0.0/20', zones: 'abc' }),
    analytics: await people.createVpc(analytics, { cidr: '10.1.16.0/20', zones: 'ab' }),
  };
  for (const [accountId, vpcId] of [
    [dev, vpcs.dev],
    [staging, vpcs.staging],
    [prod, vpcs.prod],
    [analytics, vpcs.analytics],
  ] as const) {
    await people.tag(accountId, vpcId);
    await joined(vpcId);
  }

  chapter('A VPC of the prod account asks for segment dev, and is refused');
  const intruder = await people.createVpc(prod, { cidr: '10.3.16.0/20', zones: 'ab' });
  await people.tag(prod, intruder, 'dev');
  await settledAs(setting, intruder, 'refused');

  chapter('The staging VPC is untagged: DNS goes home first, the path stays for the drain, then it leaves');
  await people.untag(staging, vpcs.staging);
  await settledAs(setting, vpcs.staging, 'left');

  chapter('The dev VPC gets a subnet in a new Availability Zone, and its attachment follows');
  await people.addSubnet(dev, vpcs.dev, 'c');
  await world.clock.jump(2 * MINUTE);

  chapter('For an hour every delivery from the rules to the intake queue is lost; the bus and its archive go on');
  const lostFrom = world.clock.now();
  const endOutage = loseDeliveries(setting);
  const late = await people.createVpc(dev, { cidr: '10.1.32.0/20', zones: 'abc' });
  await people.tag(dev, late);
  await people.untag(prod, vpcs.prod);
  await people.addSubnet(analytics, vpcs.analytics, 'c');
  await world.clock.jump(HOUR);
  endOutage();
  await nothingHappened(setting, late);
  await world.clock.jump(ARCHIVE_DELAY);

  chapter('A replay of the archive heals it');
  await replay(setting, lostFrom, new Date(lostFrom.getTime() + HOUR));
  await joined(late);
  await settledAs(setting, vpcs.prod, 'left');

  chapter('An event is lost before the bus: nothing to replay, and the sweep alone finds it');
  const endLoss = loseEvents(setting);
  await people.tag(staging, vpcs.staging);
  await world.clock.jump(5 * MINUTE);
  endLoss();
  await joined(vpcs.staging);
  await world.clock.jump(5 * MINUTE);

  return [
    { accountId: dev, vpcId: vpcs.dev, segment: 'dev' },
    { accountId: dev, vpcId: late, segment: 'dev' },
    { accountId: analytics, vpcId: vpcs.analytics, segment: 'dev' },
    { accountId: staging, vpcId: vpcs.staging, segment: 'staging' },
    { accountId: prod, vpcId: vpcs.prod, segment: null },
    { accountId: prod, vpcId: intruder, segment: null },
  ];
}

/** Loses what the inbound bus's rules send to the intake queue. */
function loseDeliveries({ world }: Setting): () => void {
  const { interceptors } = world.eventbridge;
  interceptors.push(({ targetArn }) => (targetArn.endsWith(':wheelwright-intake') ? 'lose' : 'deliver'));
  return () => void interceptors.pop();
}

/** Loses tag events before they reach any bus: AWS sends them on best effort. */
function loseEvents({ world }: Setting): () => void {
  const { busInterceptors } = world.eventbridge;
  busInterceptors.push(({ event }) => (event.source === 'aws.tag' ? 'lose' : 'deliver'));
  return () => void busInterceptors.pop();
}

async function nothingHappened({ world, landingZone }: Setting, vpcId: string): Promise<void> {
  const rows = await mesh(world, landingZone);
  if (rows.some((row) => row.vpcId === vpcId)) throw new Error(`${vpcId} was worked on although its events were lost.`);
}

async function replay({ world, landingZone }: Setting, from: Date, to: Date): Promise<void> {
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
