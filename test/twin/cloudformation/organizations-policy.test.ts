import {
  DescribePolicyCommand,
  DisablePolicyTypeCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { as, DEV, worldWithOrganization, MANAGEMENT } from '../organization-fixture';
import type { World } from '../world';
import { createStack } from './single-stack';

const Content = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'sqs:*', Resource: '*' }] };
const policy = (more: object = {}) => ({
  Type: 'AWS::Organizations::Policy',
  Properties: { Name: 'no-queues', Type: 'SERVICE_CONTROL_POLICY', Content, TargetIds: [DEV], ...more },
});

let world: World;
let client: OrganizationsClient;
beforeEach(async () => {
  world = await worldWithOrganization();
  client = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
});

const stackOf = (resource: object, accountId = MANAGEMENT) =>
  createStack(world, {
    name: 'stack',
    region: 'us-east-1',
    deployer: world.administrator(accountId),
    template: JSON.stringify({ Resources: { Policy: resource } }),
  });

it('makes a service control policy and attaches it to its targets', async () => {
  const { resources } = await stackOf(policy());
  const PolicyId = resources.get('Policy')?.ref;
  const { Policy: made } = await client.send(new DescribePolicyCommand({ PolicyId }));
  expect(made).toMatchObject({ Content: JSON.stringify(Content), PolicySummary: { Name: 'no-queues' } });
  const { Targets: targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId }));
  expect(targets).toMatchObject([{ TargetId: DEV, Type: 'ACCOUNT' }]);
});

it.each([
  ['a target that does not exist', policy({ TargetIds: ['ou-root-nowhere0'] }), 'TargetNotFoundException'],
  ['a type that the twin has not', policy({ Type: 'TAG_POLICY' }), 'Properties validation failed at Type'],
  ['no policy', policy({ Content: {} }), 'MalformedPolicyDocumentException'],
])('fails for %s', async (_what, resource, reason) => {
  await expect(stackOf(resource)).rejects.toThrow(reason);
});

it('fails outside of the management account', async () => {
  await expect(stackOf(policy(), DEV)).rejects.toThrow('AccessDeniedException');
});

it('fails while service control policies are disabled', async () => {
  const RootId = world.organizations.rootId;
  await client.send(new DisablePolicyTypeCommand({ RootId, PolicyType: 'SERVICE_CONTROL_POLICY' }));
  await expect(stackOf(policy())).rejects.toThrow('PolicyTypeNotEnabledException');
});
