import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { queueUrl } from '../../lib/landing-zone';
import { fieldsOfZones } from '../../lib/hub/zones-read';
import { meshWorld, type BenchWorld } from '../bench/mesh-world';
import { deadLetters } from '../world/hub-queues';
import { functionOf, throttling } from './faults';

const MINUTE = 60_000;
const ACCOUNTS = 3;
const VPCS = 3;
const ZONES_OF_VPC = 'route53:ListHostedZonesByVPC';

let setting: BenchWorld;
beforeAll(async () => {
  setting = await meshWorld({ joined: ACCOUNTS, vpcs: VPCS, seed: 1, progress: () => undefined });
  // The first sweep with a config looks at everything.
  await sweep();
});

type Count = (action: string) => number;

/** Counts the calls of join while something happens, and for ten minutes. Instances have forgotten accounts after ten minutes. */
async function during(act: () => Promise<unknown>, minutesBefore = 10): Promise<Count> {
  const { world } = setting;
  await world.clock.jump(minutesBefore * MINUTE);
  const from = world.calls.length;
  await act();
  await world.clock.jump(10 * MINUTE);
  const calls = world.calls.slice(from).filter(({ caller }) => caller.includes('join'));
  return (action) => calls.filter((call) => call.action === action).length;
}

const sweep = (): Promise<Count> =>
  during(() => {
    void setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    return Promise.resolve();
  });

const accountId = () => setting.mesh[0]?.accountId ?? '';
const vpcIds = () => setting.mesh.filter((each) => each.accountId === accountId()).map(({ vpcId }) => vpcId);
const zonesWith = (vpcId: string) => [...setting.world.route53.zones.values()].filter(({ vpcs }) => vpcs.has(vpcId));
const propagationsOf = (vpcId: string) =>
  [...setting.world.ec2.transitGatewayAttachments.values()].find((each) => each.vpcId === vpcId)?.propagations ??
  new Map<string, never>();

test('a sweep reads the zones of one VPC of each account, and of all others in bulk', async () => {
  const count = await sweep();
  expect(count(ZONES_OF_VPC)).toBe(ACCOUNTS);
  // Two tables, and two batches at most: one account is enrolled before.
  expect(count('ec2:GetTransitGatewayRouteTablePropagations')).toBeLessThanOrEqual(4);
  expect(count('ec2:GetTransitGatewayAttachmentPropagations')).toBe(0);
});

test.each([0, 1, 2])(
  'VPC %d of an account has its zone again after the next sweep, if no event told of its loss',
  async (n) => {
    const vpcId = vpcIds()[n] ?? '';
    const [lost] = zonesWith(vpcId);
    lost?.vpcs.delete(vpcId);
    const count = await sweep();
    expect([lost?.vpcs.has(vpcId), count('route53:AssociateVPCWithHostedZone')]).toEqual([true, 1]);
  },
);

test.each([0, 1, 2])('VPC %d of an account is propagated again after the next sweep', async (n) => {
  const propagations = propagationsOf(vpcIds()[n] ?? '');
  const [[table = '', state] = []] = propagations;
  propagations.delete(table);
  await sweep();
  expect([state, propagations.get(table)]).toEqual(['enabled', 'enabled']);
});

/** Wakes join with what a sweep is said to have read so many minutes ago: the VPCs of the account have all zones. */
async function tell(minutesAgo: number): Promise<void> {
  const { world, landingZone } = setting;
  const { accountId: hubId, region } = landingZone.hub;
  const zoneIds = [...world.route53.zones.values()]
    .filter(({ privateZone }) => privateZone)
    .map(({ id }) => id)
    .sort();
  const at = new Date(world.clock.now().getTime() - minutesAgo * MINUTE).toISOString();
  const vpcs = Object.fromEntries(vpcIds().map((vpcId) => [vpcId, zoneIds]));
  const body = { account: accountId(), region, because: 'a test', zones: fieldsOfZones({ at, zoneIds, vpcs }) };
  const sqs = new SQSClient(world.config(world.administrator(hubId), region));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(landingZone, 'join'),
      MessageBody: JSON.stringify(body),
      MessageGroupId: `${accountId()}/${region}`,
      MessageDeduplicationId: at,
    }),
  );
}

test('what a sweep has read ends a reconcile that would find the same, and changes nothing', async () => {
  const [vpcId = ''] = vpcIds();
  const [zone] = zonesWith(vpcId);
  zone?.vpcs.delete(vpcId);
  const believed = await during(() => tell(1));
  expect([believed(ZONES_OF_VPC), zone?.vpcs.has(vpcId)]).toEqual([0, false]);
  const old = await during(() => tell(16));
  expect([old(ZONES_OF_VPC), zone?.vpcs.has(vpcId)]).toEqual([VPCS, true]);
  // The association was made ten minutes ago: the reading is older.
  const before = await during(() => tell(12), 0);
  expect(before(ZONES_OF_VPC)).toBe(1);
});

test('where the zones are refused to the sweep, join reads those of every VPC, and finds what is missing', async () => {
  const { world } = setting;
  const [vpcId = ''] = vpcIds();
  const [lost] = zonesWith(vpcId);
  lost?.vpcs.delete(vpcId);
  let refused = 0;
  world.around.push(({ operation, call }, next) => {
    if (operation !== 'GetHostedZone' || functionOf(world, call.invocationId) !== 'wheelwright-sweep') return next();
    refused++;
    throw throttling('route53');
  });
  const count = await sweep();
  world.around.pop();
  expect(refused).toBeGreaterThan(0);
  expect(count(ZONES_OF_VPC)).toBe(ACCOUNTS * VPCS);
  expect(lost?.vpcs.has(vpcId)).toBe(true);
  expect(deadLetters(setting)).toEqual([]);
});
