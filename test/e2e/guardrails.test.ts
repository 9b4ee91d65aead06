import * as account from '@aws-sdk/client-account';
import * as ec2 from '@aws-sdk/client-ec2';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';
import { verify } from '../demo/verify';
import { MEMBER } from '../../lib/names';
import { stackSetsRole } from './stack-sets-role';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** An organization with the service control policies that the management stack makes, and one VPC that has joined. */
let setting: EnrolledWorld;
let dev: string;
let vpcId: string;
let spoke: ec2.EC2Client;
beforeAll(async () => {
  setting = await sharedOrganization(fixtureLandingZone());
  const { organization, people } = setting;
  dev = organization.accounts['dev'] ?? '';
  vpcId = await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  spoke = await people.ec2(dev);
  await people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  await new ec2.EC2Client(stackSetsRole(setting.world, dev, setting.landingZone.hub.region)).send(
    new ec2.CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key: MEMBER, Value: 'true' }] }),
  );
});

const tagVpc = (...keys: string[]) =>
  spoke.send(new ec2.CreateTagsCommand({ Resources: [vpcId], Tags: keys.map((Key) => ({ Key, Value: 'true' })) }));
const makeOptions = (Key: string) =>
  spoke.send(
    new ec2.CreateDhcpOptionsCommand({
      DhcpConfigurations: [{ Key: 'domain-name', Values: ['example.org'] }],
      TagSpecifications: [{ ResourceType: 'dhcp-options', Tags: [{ Key, Value: 'true' }] }],
    }),
  );
const makeRole = async (RoleName: string, Path = '/') =>
  new iam.IAMClient(await setting.people.configOf(dev, 'us-east-1')).send(
    new iam.CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: TRUST }),
  );
const inIam = async (command: iam.PutRolePolicyCommand | iam.DeleteRolePolicyCommand) => {
  const client = new iam.IAMClient(await setting.people.configOf(dev, 'us-east-1'));
  return command instanceof iam.PutRolePolicyCommand ? client.send(command) : client.send(command);
};
const bus = async () => new events.EventBridgeClient(await setting.people.configOf(dev));
const ownRule = async (RoleArn?: string) => {
  const client = await bus();
  await client.send(new events.PutRuleCommand({ Name: 'nightly', ScheduleExpression: 'rate(1 day)' }));
  const Arn = `arn:aws:events:ap-southeast-3:${setting.landingZone.hub.accountId}:event-bus/wheelwright-inbound`;
  return client.send(new events.PutTargetsCommand({ Rule: 'nightly', Targets: [{ Id: 'inbound', Arn, RoleArn }] }));
};
const deleteFlowLogs = async () => {
  const { FlowLogs } = await spoke.send(new ec2.DescribeFlowLogsCommand({}));
  const ours = FlowLogs?.filter(({ ResourceId }) => ResourceId === vpcId).map(({ FlowLogId = '' }) => FlowLogId);
  return spoke.send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: ours ?? [] }));
};
const disableRegion = async (RegionName: string) =>
  new account.AccountClient(await setting.people.configOf(dev, 'us-east-1')).send(
    new account.DisableRegionCommand({ RegionName }),
  );
const leaveOrganization = async () =>
  new organizations.OrganizationsClient(await setting.people.configOf(dev, 'us-east-1')).send(
    new organizations.LeaveOrganizationCommand({}),
  );
const tagAccount = async (Key: string) =>
  new organizations.OrganizationsClient(await setting.people.configOf(dev, 'us-east-1')).send(
    new organizations.TagResourceCommand({ ResourceId: dev, Tags: [{ Key, Value: 'prod' }] }),
  );

/** Nothing if the call is allowed, or the name of the error, which a service control policy must have caused. */
async function answerTo(call: Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([call]);
  if (outcome.status === 'fulfilled') return 'allowed';
  const { name, message } = outcome.reason as Error;
  return message.endsWith('with an explicit deny in a service control policy') ? name : message;
}

const DENIED = 'UnauthorizedOperation';

test.each<[what: string, call: () => Promise<unknown>, error: string | undefined]>([
  ['can set its own tags on the VPC', () => tagVpc('Name', 'team'), undefined],
  ['can tag the VPC wheelwright:join again', () => tagVpc('wheelwright:join', 'Name'), undefined],
  ['cannot change the status tag of the VPC', () => tagVpc('wheelwright:status'), DENIED],
  [
    'cannot change it in one call with its own tags',
    () => tagVpc('wheelwright:join', 'Name', 'wheelwright:status'),
    DENIED,
  ],
  ['[A4] cannot set the status tag in capitals', () => tagVpc('WHEELWRIGHT:STATUS'), DENIED],
  ['[A4] cannot set the mark of a member in mixed case', () => tagVpc('Name', 'Wheelwright:mEmber'), DENIED],
  [
    '[A4] cannot remove the mark of a member, spelled in another case',
    () => spoke.send(new ec2.DeleteTagsCommand({ Resources: [vpcId], Tags: [{ Key: 'wheelwright:MEMBER' }] })),
    DENIED,
  ],
  [
    '[A5] cannot create a role with our prefix under another path',
    () => makeRole('wheelwright-x', '/ops/a/'),
    'AccessDenied',
  ],
  [
    '[A5] cannot create a role of a name of ours under another path',
    () => makeRole('wheelwright-route', '/ops/'),
    'AccessDenied',
  ],
  ['[A11] cannot disable the governed region', () => disableRegion('ap-southeast-3'), 'AccessDeniedException'],
  ['[A11] cannot leave the organization', leaveOrganization, 'AccessDeniedException'],
  ['cannot create DHCP options with our tag', () => makeOptions('wheelwright:managed'), DENIED],
  ['can create DHCP options with its own tag', () => makeOptions('team'), undefined],
  ['cannot delete all tags of the VPC', () => spoke.send(new ec2.DeleteTagsCommand({ Resources: [vpcId] })), DENIED],
  ['cannot create a role with our prefix', () => makeRole('wheelwright-x'), 'AccessDenied'],
  ['cannot create a role in our path', () => makeRole('mine', '/wheelwright/pull/'), 'AccessDenied'],
  ['cannot create a role with the prefix of StackSets', () => makeRole('stacksets-exec-mine'), 'AccessDenied'],
  ['can create a role of its own', () => makeRole('wheel'), undefined],
  [
    'cannot add a policy to our role',
    () =>
      inIam(
        new iam.PutRolePolicyCommand({
          RoleName: 'wheelwright-spoke-join',
          PolicyName: 'x',
          PolicyDocument: EVERYTHING,
        }),
      ),
    'AccessDenied',
  ],
  [
    'cannot delete a policy of our role',
    () => inIam(new iam.DeleteRolePolicyCommand({ RoleName: 'wheelwright-spoke-join', PolicyName: 'calls' })),
    'AccessDenied',
  ],
  [
    'cannot disable our event rule',
    async () => (await bus()).send(new events.DisableRuleCommand({ Name: 'wheelwright-vpc-tag-changed' })),
    'AccessDeniedException',
  ],
  [
    'cannot use our forwarder role in a rule of its own',
    () => ownRule(`arn:aws:iam::${dev}:role/wheelwright-forwarder`),
    'AccessDeniedException',
  ],
  [
    'cannot associate other DHCP options with the VPC',
    () => spoke.send(new ec2.AssociateDhcpOptionsCommand({ VpcId: vpcId, DhcpOptionsId: 'default' })),
    DENIED,
  ],
  ['cannot delete our flow log', deleteFlowLogs, DENIED],
  [
    'cannot add a CIDR to the VPC',
    () => spoke.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock: '10.3.0.0/24' })),
    DENIED,
  ],
])('an administrator of the spoke %s', async (_what, call, error) => {
  expect(await answerTo(call())).toBe(error ?? 'allowed');
});

test('a delegated administrator can tag accounts with its own keys, and cannot choose a segment', async () => {
  await setting.people.organizations.send(
    new organizations.RegisterDelegatedAdministratorCommand({
      AccountId: dev,
      ServicePrincipal: 'config.amazonaws.com',
    }),
  );
  expect(await answerTo(tagAccount('team'))).toBe('allowed');
  expect(await answerTo(tagAccount('wheelwright:segment'))).toBe('AccessDeniedException');
});

test('the policies do not hinder the automation: the VPC is in sync, and leaves when its tag is removed', async () => {
  expect(await verify(setting, [{ accountId: dev, vpcId, segment: 'dev' }])).toEqual([]);
  await setting.people.untag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'left');
  expect(await verify(setting, [])).toEqual([]);
});
