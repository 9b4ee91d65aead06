import { busArn, queueUrl } from '../../lib/landing-zone';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { verify } from '../demo/verify';
import { Ids } from '../twin/ids';
import { snapshot } from '../twin/snapshot';
import { canonical } from './canonical';
import { failing, failingOnce } from './faults';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PLAN = { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 };

let setting: EnrolledWorld;
let accountId: string;
let restore: () => void;
beforeAll(async () => {
  setting = await sharedOrganization(smallLandingZone());
  accountId = setting.organization.accounts['dev'] ?? '';
  await setting.people.ec2(accountId);
  restore = snapshot(setting.world);
});
/** The same world at its beginning. */
const begin = (): EnrolledWorld => {
  restore();
  return setting;
};

/** One VPC joins, another joins and leaves; a subnet is added to the first. `disturb` gets the world before that. */
async function lived(disturb: (setting: EnrolledWorld) => void | Promise<void> = () => undefined, after = 6 * HOUR) {
  const { people, world } = begin();
  const stays = await people.createVpc(accountId, PLAN);
  const goes = await people.createVpc(accountId, { ...PLAN, cidr: '10.1.16.0/20' });
  await world.clock.jump(MINUTE);
  await disturb(setting);
  await people.tag(accountId, stays);
  await people.tag(accountId, goes);
  await world.clock.jump(30 * MINUTE);
  await people.addSubnet(accountId, stays, 'c');
  await people.untag(accountId, goes);
  await world.clock.jump(after);
  return { stays, goes };
}
const queueOf = ({ world, landingZone: { hub } }: EnrolledWorld, name: string) => {
  const queue = world.sqs.queue(`arn:aws:sqs:${hub.region}:${hub.accountId}:${name}`);
  if (!queue) throw new Error(`There is no queue ${name}.`);
  return queue;
};

let undisturbed: readonly string[];
beforeAll(async () => {
  const { stays, goes } = await lived();
  undisturbed = canonical(setting);
  const expected = [
    { accountId, vpcId: stays, segment: 'dev' },
    { accountId, vpcId: goes, segment: null },
  ];
  const faults = await verify(setting, expected);
  if (faults.length > 0) throw new Error(faults.join('; '));
});

it.each([1, 2, 3, 4, 5, 6])(
  'comes to the same world when one call in ten of the worker goes wrong (seed %i)',
  async (seed) => {
    let count: ReturnType<typeof failing> | undefined;
    await lived(({ world }) => {
      count = failing(world, 'wheelwright-join', 0.1, seed);
    });
    expect(canonical(setting)).toEqual(undisturbed);
    expect(Math.min(...Object.values(count ?? {}))).toBeGreaterThan(0);
    expect(queueOf(setting, 'wheelwright-join-dead.fifo').messages()).toEqual([]);
  },
);

it('ends in the same state when one call of each operation is carried out and responds with an error', async () => {
  let failed: ReadonlySet<string> = new Set();
  await lived(({ world }) => {
    failed = failingOnce(world, 'wheelwright-join');
  });
  expect(canonical(setting)).toEqual(undisturbed);
  expect([...failed].filter((action) => action.includes(':Create'))).toEqual(
    expect.arrayContaining(['ec2:CreateTransitGatewayVpcAttachment', 'ec2:CreateDhcpOptions', 'ec2:CreateVpcEndpoint']),
  );
});

it.each([1, 2, 3])(
  'comes to the same world when deliveries are lost, doubled and late, and the sweep looks in (seed %i)',
  async (seed) => {
    await lived(({ world }) => {
      const dice = new Ids(seed);
      let left = 40;
      world.eventbridge.interceptors.push(({ targetArn }) => {
        if (!targetArn.endsWith(':wheelwright-intake') || left-- <= 0) return 'deliver';
        const chance = dice.random();
        if (chance < 0.6) return 'lose';
        return chance < 0.8 ? 'twice' : { delayMs: Math.floor(dice.random() * HOUR) };
      });
    }, 13 * HOUR);
    expect(canonical(setting)).toEqual(undisturbed);
  },
);

it('keeps an unreadable event unchanged in the dead-letter queue, and joins the next VPC meanwhile', async () => {
  const { people, world } = begin();
  const vpcId = await people.createVpc(accountId, PLAN);
  const bus = world.eventbridge.bus({ accountId: '', region: '' }, busArn(setting.landingZone, 'inbound'));
  const place = { accountId, region: setting.landingZone.hub.region };
  // It matches the rule, but one member has another type than in tag events.
  const detail = { service: 'ec2', 'resource-type': 'vpc', 'changed-tag-keys': 'wheelwright:join' };
  const event = world.eventbridge.envelope(place, {
    source: 'aws.tag',
    'detail-type': 'Tag Change on Resource',
    detail,
  });
  world.eventbridge.arrive(bus, { event, forwarded: true });
  await people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  await world.clock.jump(6 * HOUR);
  const dead = queueOf(setting, 'wheelwright-intake-dead').messages();
  expect(dead.map(({ body }) => JSON.parse(body) as unknown)).toEqual([event]);
});

it('sends an unreadable message to the dead-letter queue, and handles the rest of its group', async () => {
  const setting = await sharedOrganization(smallLandingZone());
  const { people, world, organization, landingZone } = setting;
  const accountId = organization.accounts['dev'] ?? '';
  const vpcId = await people.createVpc(accountId, PLAN);
  const sqs = new SQSClient(world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(landingZone, 'join'),
      MessageBody: 'poison',
      MessageGroupId: `${accountId}/${landingZone.hub.region}`,
      MessageDeduplicationId: 'poison',
    }),
  );
  await people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  expect(queueOf(setting, 'wheelwright-join-dead.fifo').messages()).toMatchObject([{ body: 'poison' }]);
});
