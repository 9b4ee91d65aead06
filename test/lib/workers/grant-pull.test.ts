import { PutEventsCommand, EventBridgeClient, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import { untilVpcIs, type EnrolledWorld } from '../../world/enrolled';
import { sharedOrganization } from '../../world/shared';
import { smallLandingZone } from '../../world/small-landing-zone';
import { stackSetsRole } from '../../e2e/stack-sets-role';
import { clusterGround } from '../../twin/eks/fixture';
import { pullRoleName } from '../../../lib/names';

const REGION = 'ap-southeast-3';
const MINUTE = 60_000;

let setting: EnrolledWorld;
let dev: string;
let ground: Awaited<ReturnType<typeof clusterGround>>;
/** Events on the outbound bus: detail type and name of the cluster. */
let notices: string[];
let since = 0;
beforeAll(async () => {
  setting = await sharedOrganization(smallLandingZone());
  const { world } = setting;
  dev = setting.organization.accounts['dev'] ?? '';
  ground = await clusterGround(world, dev, REGION);
  world.around.push((invocation, next) => {
    if (invocation.service.iamPrefix === 'events' && invocation.operation === 'PutEvents')
      for (const { DetailType, Detail = '{}' } of (invocation.input as PutEventsCommandInput).Entries ?? [])
        notices.push(`${DetailType} ${(JSON.parse(Detail) as { clusterName?: string }).clusterName}`);
    return next();
  });
});
beforeEach(() => {
  notices = [];
  since = setting.world.calls.length;
});

const admin = () => setting.world.config(setting.world.administrator(dev), REGION);
const client = () => new iam.IAMClient(admin());
/** A client that the service control policies allow to change our resources. */
const exemptClient = () => new iam.IAMClient(stackSetsRole(setting.world, dev, REGION));
const jump = (ms: number): Promise<void> => setting.world.clock.jump(ms);
const sweep = async (): Promise<void> => {
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await jump(3 * MINUTE);
};
const issuerOf = (cluster: string): string =>
  setting.world.eks.cluster({ accountId: dev, region: REGION, cluster })?.issuer ?? '';
const roleOf = (cluster: string) => setting.world.iam.roleNamed(dev, pullRoleName(REGION, cluster));
const providerOf = (issuer: string) =>
  setting.world.iam.oidcProviders.get(`arn:aws:iam::${dev}:oidc-provider/${issuer}`);
const ready = async (name: string): Promise<string> => {
  await ground.create(name);
  await jump(setting.world.times.cluster + 10 * MINUTE);
  return issuerOf(name);
};
const remove = async (name: string): Promise<void> => {
  await ground.eks.send(new eks.DeleteClusterCommand({ name }));
  await jump(MINUTE);
};
const writes = (): readonly string[] =>
  setting.world.calls
    .slice(since)
    .filter(({ mutating, caller }) => mutating && /^wheelwright-(spoke-)?grant-pull$/.test(caller))
    .map(({ action }) => action)
    .filter((action) => !/^(sqs|dynamodb|sts|events):/.test(action));

test('a cluster that is being created waits without a message, and may pull when it is ready', async () => {
  await ground.create('young');
  await jump(2 * MINUTE);
  expect(writes()).toEqual([]);
  const queue = setting.world.sqs.queue(`arn:aws:sqs:${REGION}:100000000002:wheelwright-grant-pull.fifo`);
  expect(queue?.messages()).toEqual([]);
  await jump(setting.world.times.cluster + 6 * MINUTE);
  expect(writes()).toEqual(['iam:CreateOpenIDConnectProvider', 'iam:CreateRole', 'iam:PutRolePolicy']);
  expect(notices).toEqual(['Image Pull Granted young']);
});

test('a provider that a team made is used, and stays when the cluster is deleted and its role removed', async () => {
  await ground.create('theirs');
  const issuer = issuerOf('theirs');
  await client().send(
    new iam.CreateOpenIDConnectProviderCommand({ Url: `https://${issuer}`, ClientIDList: ['sts.amazonaws.com'] }),
  );
  await jump(setting.world.times.cluster + 10 * MINUTE);
  expect(writes()).toEqual(['iam:CreateRole', 'iam:PutRolePolicy']);
  await remove('theirs');
  expect([roleOf('theirs'), providerOf(issuer)?.url]).toEqual([undefined, issuer]);
  expect(notices).toEqual(['Image Pull Granted theirs', 'Image Pull Withdrawn theirs']);
});

test('a change by hand is repaired and announced', async () => {
  await ready('changed');
  [notices, since] = [[], setting.world.calls.length];
  const RoleName = pullRoleName(REGION, 'changed');
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await exemptClient().send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await sweep();
  expect(writes()).toEqual(['iam:DetachRolePolicy']);
  expect(notices).toEqual(['Drift Repaired changed']);
});

test('the sweep removes the role and provider of a cluster that was deleted without an event', async () => {
  const issuer = await ready('silent');
  setting.world.trail.enabled = false;
  await remove('silent');
  await jump(setting.world.times.cluster);
  setting.world.trail.enabled = true;
  expect(roleOf('silent')).toBeDefined();
  await sweep();
  expect([roleOf('silent'), providerOf(issuer)]).toEqual([undefined, undefined]);
});

test('the sweep removes a provider whose role is gone already, as after a worker that died between the two', async () => {
  const issuer = await ready('orphan');
  const RoleName = pullRoleName(REGION, 'orphan');
  await exemptClient().send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: 'pull' }));
  await exemptClient().send(new iam.DeleteRoleCommand({ RoleName }));
  setting.world.trail.enabled = false;
  await remove('orphan');
  await jump(setting.world.times.cluster);
  setting.world.trail.enabled = true;
  await sweep();
  expect(providerOf(issuer)).toBeUndefined();
});

test('clusters and VPCs of one spoke do not disturb each other in the ledger', async () => {
  await ready('beside');
  const vpcId = await setting.people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  await setting.people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  [notices, since] = [[], setting.world.calls.length];
  await sweep();
  expect([writes(), notices]).toEqual([[], []]);
});

test('an administrator of a spoke cannot put an event with a source of AWS', async () => {
  const event = {
    Source: 'aws.eks',
    DetailType: 'AWS API Call via CloudTrail',
    Detail: '{"eventName":"CreateCluster"}',
  };
  const bus = new EventBridgeClient(admin());
  const { Entries } = await bus.send(new PutEventsCommand({ Entries: [event] }));
  expect(Entries?.[0]?.ErrorCode).toBe('NotAuthorizedForSourceException');
  await jump(MINUTE);
  expect(
    setting.world.calls.slice(since).filter(({ caller }) => /^wheelwright-(spoke-)?grant-pull$/.test(caller)),
  ).toEqual([]);
});

describe('an account that moves to an OU without a segment', () => {
  test('loses its pull roles while our role is still there, and keeps the provider of a cluster that exists', async () => {
    const issuer = await ready('moved');
    const { 'Workloads/Dev': from = '', Suspended: to = '' } = setting.organization.organizationalUnits;
    await setting.people.move(dev, from, to);
    await jump(15 * MINUTE);
    expect(providerOf(issuer)).toBeDefined();
    expect(roleOf('moved')).toBeUndefined();
  });
});
