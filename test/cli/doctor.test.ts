import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DeleteStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import { DisableRuleCommand, EventBridgeClient, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DisableAWSServiceAccessCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { DisassociateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { doctorSchema } from '../../cli/schemas/doctor';
import { deadLetterQueueUrl } from '../../lib/landing-zone';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import { documentOf, wheelwright } from './command-line';
import { operatorIo } from './operator';

const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
afterAll(() => rmSync(folder, { recursive: true }));
const landingZone = smallLandingZone();
const config = join(folder, 'landing-zone.yaml');
writeFileSync(config, JSON.stringify(landingZone));
const MINUTE = 60_000;
const { hub, organization } = landingZone;

let setting: EnrolledWorld;
beforeEach(async () => {
  setting = await sharedOrganization(landingZone);
});

const at = (accountId: string, region = hub.region) =>
  setting.world.config(setting.world.administrator(accountId), region);
const doctor = () => documentOf(doctorSchema, ['doctor', '--config', config], operatorIo(setting));
/** What is not ok, as `status check: about`. */
const wrong = async (): Promise<readonly string[]> =>
  (await doctor()).findings
    .filter(({ status }) => status !== 'ok')
    .map(({ status, check, about = [] }) => `${status} ${check}: ${about.join(', ')}`);

it('finds everything fine after a deployment, in one line a check', async () => {
  const { code, stdout, stderr } = await wheelwright(['doctor', '--config', config], operatorIo(setting));
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toBe('18 ok, 0 warnings, 0 failed, 0 unreadable');
  expect(lines.slice(0, -2)).toHaveLength(18);
  expect(stdout).toContain('✓ ok          event-rules             28 rules are enabled, with their targets');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('has a line for each fault that people make, with its cause and the next step', async () => {
  const dev = setting.organization.accounts['dev'] ?? '';
  const events = new EventBridgeClient(at(hub.accountId));
  await events.send(
    new DisableRuleCommand({ Name: 'wheelwright-vpc-tag-changed', EventBusName: 'wheelwright-inbound' }),
  );
  await events.send(new RemoveTargetsCommand({ Rule: 'wheelwright-hub-share-changed', Ids: ['inbound'] }));
  const management = at(organization.managementAccountId, 'us-east-1');
  await new OrganizationsClient(management).send(
    new DisableAWSServiceAccessCommand({ ServicePrincipal: 'cloudtrail.amazonaws.com' }),
  );
  await new CloudFormationClient(management).send(
    new DeleteStackInstancesCommand({
      ...{ StackSetName: 'wheelwright-rules', Regions: [hub.region], RetainStacks: false },
      DeploymentTargets: {
        OrganizationalUnitIds: landingZone.segments['dev']?.organizationalUnits,
        ...{ Accounts: [dev], AccountFilterType: 'INTERSECTION' },
      },
    }),
  );
  await setting.world.clock.jump(10 * MINUTE);
  const [resourceShareArn] = setting.hub.resourceShareArns;
  await new RAMClient(at(hub.accountId)).send(
    new DisassociateResourceShareCommand({ resourceShareArn, principals: [dev] }),
  );
  await deleteRole('wheelwright-history');
  await new SQSClient(at(hub.accountId)).send(
    new SendMessageCommand({
      ...{ QueueUrl: deadLetterQueueUrl(landingZone, 'join'), MessageBody: '{}' },
      ...{ MessageGroupId: 'one', MessageDeduplicationId: 'one' },
    }),
  );
  expect(await wrong()).toEqual([
    'failed hub-roles: wheelwright-history',
    'failed service-access: cloudtrail.amazonaws.com',
    'failed event-rules: wheelwright-vpc-tag-changed',
    'failed event-rules: wheelwright-hub-share-changed',
    `failed stack-sets: ${dev}/${hub.region}`,
    `failed share: ${dev}`,
    'failed dead-letters: wheelwright-join-dead.fifo',
  ]);
  const { code, stdout } = await wheelwright(['doctor', '--config', config], operatorIo(setting));
  expect(code).toBe(3);
  expect(stdout).toContain('12 ok, 0 warnings, 7 failed, 0 unreadable');
  expect(stdout).toContain(
    [
      '✗ failed      dead-letters            1 message: what they asked for was not done',
      '              wheelwright-join-dead.fifo',
      '              Next: wheelwright redrive --inspect',
    ].join('\n'),
  );
});

it('does not call fine what it may not read', async () => {
  const iam = new IAMClient(at(organization.managementAccountId, 'us-east-1'));
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: 'wheelwright-operator-read',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      }),
    }),
  );
  expect(await wrong()).toEqual([
    ...['management-roles', 'service-access', 'event-rules', 'stack-sets', 'regions', 'share'].map(
      (check) => `unreadable ${check}: `,
    ),
  ]);
  expect((await wheelwright(['doctor', '--config', config], operatorIo(setting))).code).toBe(1);
});

async function deleteRole(RoleName: string): Promise<void> {
  const iam = new IAMClient(at(hub.accountId));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
