import * as ec2 from '@aws-sdk/client-ec2';
import { TagResourceCommand } from '@aws-sdk/client-organizations';
import type { LandingZone } from '../../lib/landing-zone';
import type { NoticeKind } from '../../lib/names';
import { AwsError } from '../twin/wire/errors';
import type { World } from '../twin/world';
import { withoutServiceControl } from '../world/assembly/edits';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { ADDRESS, HOST, createSecrets, withRecipients } from '../world/recipients';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;

let setting: EnrolledWorld;
let dev: string;
/** What hosts received, by the path of the URL. */
const received: Record<string, string[]> = { slack: [], webhook: [], teams: [] };

/** VPCs join and leave quickly, and one may leave an hour. */
function quickly(): LandingZone {
  const landingZone = smallLandingZone();
  const { join, logs, guards } = landingZone;
  return {
    ...landingZone,
    join: { ...join, concepts: ['flow-log', 'attachment', 'segment-routing', 'vpc-route'] },
    logs: { ...logs, query: false },
    guards: { ...guards, maxLeaves: { count: 1, percent: 100, atLeast: 1 } },
  };
}

beforeAll(async () => {
  const landingZone = withRecipients(quickly());
  setting = await enrolledOrganization(landingZone, {
    prepare: (made) => createSecrets(made, landingZone),
    edit: withoutServiceControl,
  });
  const { world, people, organization } = setting;
  dev = organization.accounts['dev'] ?? '';
  world.ec2.quotas.vpcsPerRegion = 20;
  world.sns.confirm(ADDRESS);
  world.functions.internet = async (request) => {
    received[new URL(request.url).pathname.slice(1)]?.push(await request.text());
    return new Response('ok');
  };
  // EventBridge may deliver an event more than once.
  world.eventbridge.interceptors.push(({ rule }) => (rule.name === 'wheelwright-notify' ? 'twice' : 'deliver'));
  await people.organizations.send(
    new TagResourceCommand({ ResourceId: dev, Tags: [{ Key: 'wheelwright:contact', Value: 'payments' }] }),
  );
  await world.clock.jump(10 * MINUTE);
});

const wait = (minutes: number) => setting.world.clock.jump(minutes * MINUTE);
const sweep = () => setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
async function joined(cidr: string): Promise<string> {
  const vpcId = await setting.people.createVpc(dev, { cidr, zones: 'ab', routeTables: 0 });
  await wait(1);
  await setting.people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  return vpcId;
}
/** Refuses calls in the account until the returned function is called. */
function refuse(operation: string, code: string): () => void {
  const around: World['around'][number] = (served, next) => {
    if (served.operation === operation && served.call.accountId === dev) throw new AwsError(code, 'Refused by a test.');
    return next();
  };
  setting.world.around.push(around);
  return () => void setting.world.around.splice(setting.world.around.indexOf(around), 1);
}

/** What each recipient was told while something happens, those that are not about the VPC left out. */
async function told(vpcId: string, happen: () => Promise<unknown>) {
  const mails = () => setting.world.sns.mailbox(ADDRESS).map(({ subject, text }) => `${subject}: ${text}`);
  const before = {
    ...Object.fromEntries(Object.entries(received).map(([name, list]) => [name, list.length])),
    mail: mails().length,
  };
  await happen();
  await wait(15);
  const since = (name: string, list: readonly string[] = []) =>
    list.slice(before[name as keyof typeof before]).filter((text) => text.includes(vpcId));
  return {
    ...{ slack: since('slack', received['slack']), webhook: since('webhook', received['webhook']) },
    ...{ teams: since('teams', received['teams']), mail: since('mail', mails()) },
  };
}

/** Each recipient was told once, of the kind, by a line with the command; the contact in the words for its team. */
function once(kind: NoticeKind, vpcId: string, more = '.*') {
  const line = (begin: string) => [expect.stringMatching(`${begin}${more}wheelwright explain ${vpcId}`) as string];
  return {
    slack: line(`${kind}: VPC ${vpcId} of account ${dev}`),
    webhook: line(`"kind":"${kind}".*"text":"${kind}: VPC ${vpcId}`),
    teams: line(`${kind}: your VPC ${vpcId}`),
    mail: line(`^Wheelwright: ${kind} ${vpcId}: ${kind}: VPC`),
  };
}

test('every recipient is told once that a VPC is refused', async () => {
  const vpcId = await setting.people.createVpc(dev, { cidr: '10.1.0.0/24', zones: 'ab', routeTables: 0 });
  expect(await told(vpcId, () => setting.people.tag(dev, vpcId, 'shared'))).toEqual(once('refused', vpcId));
});

test('every recipient is told once that a VPC fails', async () => {
  const vpcId = await setting.people.createVpc(dev, { cidr: '10.1.1.0/24', zones: 'ab', routeTables: 0 });
  await wait(1);
  const allow = refuse('CreateRoute', 'RouteLimitExceeded');
  expect(await told(vpcId, () => setting.people.tag(dev, vpcId))).toEqual(once('failing', vpcId));
  allow();
  await untilVpcIs(setting, vpcId, 'joined');
});

test('every recipient is told once of a quarantine', async () => {
  const vpcId = await joined('10.1.2.0/24');
  const client = await setting.people.ec2(dev);
  const associate = new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock: '10.9.1.0/24' });
  expect(await told(vpcId, () => client.send(associate))).toEqual(once('quarantined', vpcId));
});

test('every recipient is told once of a repair, and who undid it; the receiver that was down is told later', async () => {
  const vpcId = await joined('10.1.3.0/24');
  const client = await setting.people.ec2(dev);
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { RouteTables = [] } = await client.send(new ec2.DescribeRouteTablesCommand({ Filters }));
  const { internet } = setting.world.functions;
  let refusals = 0;
  setting.world.functions.internet = (request) =>
    request.url.endsWith('/slack') && refusals++ < 2
      ? Promise.resolve(new Response('', { status: 503 }))
      : internet(request);
  const found = await told(vpcId, async () => {
    const DestinationPrefixListId = setting.hub.prefixListId;
    for (const { RouteTableId } of RouteTables)
      await client.send(new ec2.DeleteRouteCommand({ RouteTableId, DestinationPrefixListId }));
    await wait(15);
  });
  setting.world.functions.internet = internet;
  expect(refusals).toBeGreaterThan(2);
  const who = String.raw`.*After DeleteRoute by assumed-role/OrganizationAccountAccessRole/\S+ \(\d{12}\).*`;
  expect(found).toEqual(once('drift-repaired', vpcId, who));
});

test('every recipient is told once that a route takes traffic from now on', async () => {
  const vpcId = await joined('10.1.4.0/24');
  const { accountId, region } = setting.landingZone.hub;
  const hub = new ec2.EC2Client(setting.world.config(setting.world.administrator(accountId), region));
  const TransitGatewayRouteTableId = setting.hub.routeTableIds['dev'];
  const route = { TransitGatewayRouteTableId, DestinationCidrBlock: '10.1.4.0/24', Blackhole: true };
  expect(await told(vpcId, () => hub.send(new ec2.CreateTransitGatewayRouteCommand(route)))).toEqual(
    once('shadowed', vpcId),
  );
});

test('every recipient is told once that an account cannot be read', async () => {
  const vpcId = [...setting.world.ec2.vpcs.all()].find(({ cidrs }) => cidrs[0]?.cidr === '10.1.3.0/24')?.vpcId ?? '';
  const allow = refuse('DescribeVpcs', 'UnauthorizedOperation');
  const { slack, webhook, teams, mail } = await told(vpcId, sweep);
  allow();
  for (const each of [slack, webhook, teams, mail]) expect(each).toEqual([expect.stringContaining('unreadable: ')]);
  expect(teams[0]).not.toContain('UnauthorizedOperation');
  await sweep();
  await wait(5);
});

test('every recipient is told once that a VPC has left, and that the next one is held back', async () => {
  const [leaves, held] = [await joined('10.1.6.0/24'), await joined('10.1.7.0/24')];
  expect(await told(leaves, () => setting.people.untag(dev, leaves))).toEqual(once('left', leaves));
  expect(await told(held, () => setting.people.untag(dev, held))).toEqual(once('held', held));
});

test('no function has failed, and no event is a dead letter', () => {
  const failed = setting.world.functions.invocations.filter(({ outcome }) => outcome !== 'succeeded');
  expect(failed.map(({ functionName }) => functionName)).toEqual([]);
  const { accountId, region } = setting.landingZone.hub;
  const dead = setting.world.sqs.queue(`arn:aws:sqs:${region}:${accountId}:wheelwright-notify-dead`);
  expect(dead?.messages()).toEqual([]);
  const log = setting.world.functions.logs.filter(({ functionName }) => functionName === 'wheelwright-notify');
  expect(log.length).toBeGreaterThan(20);
  expect(log.filter(({ line }) => line.includes(HOST))).toEqual([]);
});
