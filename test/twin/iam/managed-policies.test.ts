import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
} from '@aws-sdk/client-iam';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const TRUST = document({ Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' });
const GRANT = document({ Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' });
const ARN = `arn:aws:iam::${DEV}:policy/apps/pull`;
const RoleName = 'worker';

let client: IAMClient;
let stranger: IAMClient;
beforeEach(async () => {
  const world = await worldWithOrganization();
  client = new IAMClient(as(world, DEV, 'us-east-1'));
  stranger = new IAMClient(as(world, HUB, 'us-east-1'));
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  await client.send(new CreatePolicyCommand({ PolicyName: 'pull', Path: '/apps/', PolicyDocument: GRANT }));
});
const attach = (PolicyArn = ARN) => client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
const called = (name: string): unknown => expect.objectContaining({ name });

test('a policy is read back, with the number of its attachments', async () => {
  await attach();
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: ARN }));
  expect(Policy).toMatchObject({
    PolicyName: 'pull',
    Path: '/apps/',
    AttachmentCount: 1,
    DefaultVersionId: 'v1',
  });
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v1' }));
  expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(GRANT);
  const { Policies } = await client.send(new ListPoliciesCommand({ OnlyAttached: true }));
  expect(Policies?.map(({ Arn }) => Arn)).toEqual([ARN]);
});

test('a role has it until it is detached, and cannot be deleted meanwhile', async () => {
  await attach();
  await attach('arn:aws:iam::aws:policy/AdministratorAccess');
  const { AttachedPolicies } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(['pull', 'AdministratorAccess']);
  await expect(client.send(new DeletePolicyCommand({ PolicyArn: ARN }))).rejects.toEqual(
    called('DeleteConflictException'),
  );
  await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toEqual(called('DeleteConflictException'));
  await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ARN }));
  await client.send(new DeletePolicyCommand({ PolicyArn: ARN }));
  await expect(client.send(new GetPolicyCommand({ PolicyArn: ARN }))).rejects.toEqual(called('NoSuchEntityException'));
});

test('refusals', async () => {
  await expect(attach(`${ARN}s`)).rejects.toEqual(called('NoSuchEntityException'));
  await expect(stranger.send(new GetPolicyCommand({ PolicyArn: ARN }))).rejects.toEqual(
    called('NoSuchEntityException'),
  );
  const again = new CreatePolicyCommand({ PolicyName: 'Pull', PolicyDocument: GRANT });
  await expect(client.send(again)).rejects.toEqual(called('EntityAlreadyExistsException'));
  const trust = new CreatePolicyCommand({ PolicyName: 'trust', PolicyDocument: TRUST });
  await expect(client.send(trust)).rejects.toEqual(called('MalformedPolicyDocumentException'));
  const detach = new DetachRolePolicyCommand({ RoleName, PolicyArn: ARN });
  await expect(client.send(detach)).rejects.toEqual(called('NoSuchEntityException'));
});
