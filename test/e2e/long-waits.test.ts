import { WORKERS, deadLetterQueueName, STATUS } from '../../lib/names';
import { enrolled, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await sharedOrganization(smallLandingZone());
});

const deadLetters = (): readonly string[] => {
  const { accountId, region } = setting.landingZone.hub;
  return WORKERS.flatMap((name) => {
    const arn = `arn:aws:sqs:${region}:${accountId}:${deadLetterQueueName(name)}`;
    return (setting.world.sqs.queue(arn)?.messages() ?? []).map(({ body }) => body);
  });
};

test('[B12] a VPC of an account that AWS verifies for three hours joins a few minutes later, without a dead letter', async () => {
  const { world, people, organization } = setting;
  const account = organization.accounts['dev'] ?? '';
  const vpcId = await people.createVpc(account, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  world.account.verifyUntil(account, new Date(world.clock.now().getTime() + 3 * HOUR));
  await people.tag(account, vpcId);
  await world.clock.jump(3 * HOUR);
  expect(world.ec2.tagsOf(vpcId, account).get(STATUS)).toMatch(/^joining/);
  const verified = world.clock.now().getTime();
  await untilVpcIs(setting, vpcId, 'joined');
  expect(world.clock.now().getTime() - verified).toBeLessThan(15 * MINUTE);
  expect(deadLetters()).toEqual([]);
});

test('[B17] [FC15] an account whose region is the 51st that AWS enables is enrolled after its turn, without a dead letter', async () => {
  const { world, people, landingZone } = setting;
  const { organization, hub, segments } = landingZone;
  const usual = world.times.other;
  Object.assign(world.times, { other: 3 * HOUR });
  for (let n = 0; n < 50; n++)
    world.account.change(String(900_000_000_000 + n), hub.region, 'ENABLED', organization.managementAccountId);
  Object.assign(world.times, { other: usual });
  const accountId = await people.createAccount('latecomer');
  const unit = segments['dev']?.organizationalUnits[0] ?? '';
  await people.move(accountId, organization.rootId, unit);
  await world.clock.jump(3 * HOUR);
  expect(world.account.status(accountId, hub.region)).not.toBe('ENABLED');
  await enrolled(setting, 'latecomer', accountId);
  expect(deadLetters()).toEqual([]);
});
