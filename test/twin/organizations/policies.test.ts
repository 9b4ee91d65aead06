import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeleteOrganizationalUnitCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  UpdatePolicyCommand,
  type CreatePolicyCommandInput,
  type OrganizationsClient,
  type PolicyType,
} from '@aws-sdk/client-organizations';
import { MANAGEMENT } from '../organization-fixture';
import type { World } from '../world';
import { createAccount, createUnit, errorName, organizationsClient, organizedWorld } from './fixture';

const FULL = 'p-FullAWSAccess';
const SCP: PolicyType = 'SERVICE_CONTROL_POLICY';
const denial = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] });

let world: World;
let client: OrganizationsClient;
beforeEach(async () => {
  world = await organizedWorld();
  client = organizationsClient(world);
});

const creation = (input: Partial<CreatePolicyCommandInput> = {}) =>
  new CreatePolicyCommand({ Name: 'no-queues', Description: '', Type: SCP, Content: denial('sqs:*'), ...input });
const create = async (Name: string, Content = denial('sqs:*')): Promise<string> =>
  (await client.send(creation({ Name, Content }))).Policy?.PolicySummary?.Id ?? '';
const attach = (PolicyId: string, TargetId: string) => client.send(new AttachPolicyCommand({ PolicyId, TargetId }));
const detach = (PolicyId: string, TargetId: string) => client.send(new DetachPolicyCommand({ PolicyId, TargetId }));
const attachedTo = async (TargetId: string): Promise<(string | undefined)[]> =>
  (await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter: SCP }))).Policies?.map(({ Id }) => Id) ?? [];
const disable = () => client.send(new DisablePolicyTypeCommand({ RootId: 'r-root', PolicyType: SCP }));
const enable = () => client.send(new EnablePolicyTypeCommand({ RootId: 'r-root', PolicyType: SCP }));

describe('a policy', () => {
  test('is created, read, changed and deleted', async () => {
    const { Policy: made } = await client.send(creation({ Tags: [{ Key: 'team', Value: 'net' }] }));
    const PolicyId = made?.PolicySummary?.Id ?? '';
    expect(made).toMatchObject({
      Content: denial('sqs:*'),
      PolicySummary: {
        Arn: `arn:aws:organizations::${MANAGEMENT}:policy/o-sampleorg1/service_control_policy/${PolicyId}`,
        Name: 'no-queues',
        Type: SCP,
        AwsManaged: false,
      },
    });
    expect(PolicyId).toMatch(/^p-[0-9a-z]{8}$/);
    const { Tags: tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: PolicyId }));
    expect(tags).toEqual([{ Key: 'team', Value: 'net' }]);
    await client.send(new UpdatePolicyCommand({ PolicyId, Name: 'no-topics', Content: denial('sns:*') }));
    const { Policy: read } = await client.send(new DescribePolicyCommand({ PolicyId }));
    expect(read).toMatchObject({ Content: denial('sns:*'), PolicySummary: { Name: 'no-topics' } });
    const listed = await client.send(new ListPoliciesCommand({ Filter: SCP }));
    expect(listed.Policies?.map(({ Id }) => Id)).toEqual([FULL, PolicyId]);
    await client.send(new DeletePolicyCommand({ PolicyId }));
    expect(await errorName(client.send(new DescribePolicyCommand({ PolicyId })))).toBe('PolicyNotFoundException');
  });

  test.each<[what: string, input: Partial<CreatePolicyCommandInput>, expected: object]>([
    ['a name that there is', { Name: 'FullAWSAccess' }, { name: 'DuplicatePolicyException' }],
    ['no name', { Name: '' }, { Reason: 'MIN_LENGTH_EXCEEDED' }],
    ['a name of 129 characters', { Name: 'x'.repeat(129) }, { Reason: 'MAX_LENGTH_EXCEEDED' }],
    ['a description of 513 characters', { Description: 'x'.repeat(513) }, { Reason: 'MAX_LENGTH_EXCEEDED' }],
    ['more than fits', { Content: denial('sqs:*').padEnd(10_241) }, { Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED' }],
    ['what is no policy', { Content: '{}' }, { name: 'MalformedPolicyDocumentException' }],
    [
      'a principal, which SCPs do not have',
      { Content: denial('sqs:*').replace('"Effect"', '"Principal":"*","Effect"') },
      { name: 'MalformedPolicyDocumentException' },
    ],
    [
      'a type that does not exist',
      JSON.parse('{"Type":"NO_POLICY"}') as object,
      { Reason: 'INVALID_ENUM_POLICY_TYPE' },
    ],
    ['a type that the twin lacks', { Type: 'TAG_POLICY' }, { name: 'NotImplemented' }],
  ])('is refused with %s', async (_what, input, expected) => {
    await expect(client.send(creation(input))).rejects.toMatchObject(expected);
  });

  test('may have exactly as many characters as fit', async () => {
    const { Policy: made } = await client.send(creation({ Content: denial('sqs:*').padEnd(10_240) }));
    expect(made?.Content).toHaveLength(10_240);
  });

  test("of AWS's own cannot be changed or deleted", async () => {
    const update = client.send(new UpdatePolicyCommand({ PolicyId: FULL, Description: 'mine' }));
    await expect(update).rejects.toMatchObject({ Reason: 'IMMUTABLE_POLICY' });
    const removal = client.send(new DeletePolicyCommand({ PolicyId: FULL }));
    await expect(removal).rejects.toMatchObject({ Reason: 'IMMUTABLE_POLICY' });
  });

  test('is not updated to an existing name or to an invalid document, and stays as it was', async () => {
    const PolicyId = await create('one');
    const update = (input: object) => client.send(new UpdatePolicyCommand({ PolicyId, ...input }));
    expect(await errorName(update({ Name: 'FullAWSAccess', Content: denial('sns:*') }))).toBe(
      'DuplicatePolicyException',
    );
    expect(await errorName(update({ Name: 'two', Content: 'x' }))).toBe('MalformedPolicyDocumentException');
    await update({ Name: 'one' });
    const { Policy: read } = await client.send(new DescribePolicyCommand({ PolicyId }));
    expect(read).toMatchObject({ Content: denial('sqs:*'), PolicySummary: { Name: 'one' } });
  });

  test('counts against a quota', async () => {
    world.organizations.policies.quotas.policies = 1;
    await expect(create('one')).rejects.toMatchObject({ Reason: 'POLICY_NUMBER_LIMIT_EXCEEDED' });
  });

  test('is allowed to the management account only', async () => {
    const member = organizationsClient(world, await createAccount(world, 'dev'));
    expect(await errorName(member.send(creation()))).toBe('AccessDeniedException');
    const detaching = member.send(new DetachPolicyCommand({ PolicyId: FULL, TargetId: 'r-root' }));
    expect(await errorName(detaching)).toBe('AccessDeniedException');
  });
});

describe('attaching', () => {
  test('goes to the root, an OU or an account, each of which has FullAWSAccess already', async () => {
    const [unit, account, policy] = [
      await createUnit(world, 'Dev'),
      await createAccount(world, 'dev'),
      await create('x'),
    ];
    for (const target of ['r-root', unit, account, MANAGEMENT]) {
      expect(await attachedTo(target)).toEqual([FULL]);
      await attach(policy, target);
      expect(await attachedTo(target)).toEqual([FULL, policy]);
    }
    const { Targets: targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId: policy }));
    expect(targets?.map(({ TargetId, Name, Type }) => [TargetId, Name, Type])).toEqual([
      ['r-root', 'Root', 'ROOT'],
      [unit, 'Dev', 'ORGANIZATIONAL_UNIT'],
      [MANAGEMENT, 'management', 'ACCOUNT'],
      [account, 'dev', 'ACCOUNT'],
    ]);
  });

  test.each([
    ['a policy that does not exist', 'p-00000000', 'r-root', 'PolicyNotFoundException'],
    ['no policy id', 'x', 'r-root', 'InvalidInputException'],
    ['an OU that does not exist', FULL, 'ou-root-nowhere0', 'TargetNotFoundException'],
    ['an account that does not exist', FULL, '999999999999', 'TargetNotFoundException'],
    ['no target id', FULL, 'x', 'InvalidInputException'],
    ['the same once more', FULL, 'r-root', 'DuplicatePolicyAttachmentException'],
  ])('is refused for %s', async (_what, policy, target, expected) => {
    expect(await errorName(attach(policy, target))).toBe(expected);
  });

  test('stops at ten of a kind', async () => {
    for (let n = 2; n <= 10; n++) await attach(await create(`p${n}`), 'r-root');
    await expect(attach(await create('p11'), 'r-root')).rejects.toMatchObject({
      Reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    });
  });

  test('keeps a policy from being deleted', async () => {
    const PolicyId = await create('x');
    await attach(PolicyId, 'r-root');
    expect(await errorName(client.send(new DeletePolicyCommand({ PolicyId })))).toBe('PolicyInUseException');
    await detach(PolicyId, 'r-root');
    expect(await errorName(client.send(new DeletePolicyCommand({ PolicyId })))).toBeUndefined();
  });
});

describe('detaching', () => {
  test('is refused for the last one', async () => {
    await expect(detach(FULL, 'r-root')).rejects.toMatchObject({
      Reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    });
    const policy = await create('x');
    await attach(policy, 'r-root');
    await detach(FULL, 'r-root');
    expect(await attachedTo('r-root')).toEqual([policy]);
  });

  test('needs the policy to be attached', async () => {
    expect(await errorName(detach(await create('x'), 'r-root'))).toBe('PolicyNotAttachedException');
  });

  test('happens when an account leaves, and coming back does not undo it', async () => {
    const [id, policy] = [await createAccount(world, 'dev'), await create('x')];
    await attach(policy, id);
    const account = world.organizations.account(id);
    if (account) world.organizations.depart(account, 'REMOVED');
    expect(await errorName(attachedTo(id))).toBe('TargetNotFoundException');
    world.organizations.join({ id, name: 'dev', email: 'dev@example.com' }, 'INVITED');
    expect(await attachedTo(id)).toEqual([FULL]);
  });

  test('happens when an OU is deleted', async () => {
    const [unit, PolicyId] = [await createUnit(world, 'Dev'), await create('x')];
    await attach(PolicyId, unit);
    await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit }));
    const { Targets: targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId }));
    expect(targets).toEqual([]);
  });
});

describe('the policy type', () => {
  const enabledTypes = async () => (await client.send(new ListRootsCommand({}))).Roots?.[0]?.PolicyTypes;

  test('is enabled from the start; disabling it loses every attachment, even when it is enabled again', async () => {
    const policy = await create('x');
    await attach(policy, 'r-root');
    expect(await enabledTypes()).toEqual([{ Type: SCP, Status: 'ENABLED' }]);
    expect((await disable()).Root?.PolicyTypes).toEqual([]);
    expect(await attachedTo('r-root')).toEqual([]);
    expect(await errorName(attach(policy, 'r-root'))).toBe('PolicyTypeNotEnabledException');
    expect(await errorName(disable())).toBe('PolicyTypeNotEnabledException');
    await enable();
    expect(await enabledTypes()).toEqual([{ Type: SCP, Status: 'ENABLED' }]);
    expect(await attachedTo('r-root')).toEqual([FULL]);
    expect(await errorName(enable())).toBe('PolicyTypeAlreadyEnabledException');
  });

  test.each([
    ['a root that does not exist', { RootId: 'r-none', PolicyType: SCP }, 'RootNotFoundException'],
    ['another type', { RootId: 'r-root', PolicyType: 'BACKUP_POLICY' as const }, 'NotImplemented'],
  ])('%s is refused', async (_what, input, expected) => {
    expect(await errorName(client.send(new EnablePolicyTypeCommand(input)))).toBe(expected);
    expect(await errorName(client.send(new DisablePolicyTypeCommand(input)))).toBe(expected);
  });
});

describe('the SCPs of an account', () => {
  const names = (accountId: string) =>
    world.organizations.servicePolicies(accountId)?.map(({ id, policies }) => [id, policies.map(({ name }) => name)]);

  test('are attached to it or to an ancestor, and change as it moves', async () => {
    const unit = await createUnit(world, 'Workloads');
    const inner = await createUnit(world, 'Dev', unit);
    const account = await createAccount(world, 'dev');
    await attach(await create('no-queues'), inner);
    await client.send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: 'r-root', DestinationParentId: inner }),
    );
    expect(names(account)).toEqual([
      ['r-root', ['FullAWSAccess']],
      [unit, ['FullAWSAccess']],
      [inner, ['FullAWSAccess', 'no-queues']],
      [account, ['FullAWSAccess']],
    ]);
    await client.send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: inner, DestinationParentId: 'r-root' }),
    );
    expect(names(account)).toEqual([
      ['r-root', ['FullAWSAccess']],
      [account, ['FullAWSAccess']],
    ]);
  });

  test('is no policy in the management account, outside of the organization, and while SCPs are disabled', async () => {
    const account = await createAccount(world, 'dev');
    expect(names(MANAGEMENT)).toBeUndefined();
    expect(names('999999999999')).toBeUndefined();
    await disable();
    expect(names(account)).toBeUndefined();
  });
});
