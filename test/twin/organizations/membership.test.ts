import {
  AcceptHandshakeCommand,
  DeregisterDelegatedAdministratorCommand,
  EnableAWSServiceAccessCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListTagsForResourceCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-organizations';
import { MANAGEMENT } from '../organization-fixture';
import type { World } from '../world';
import { createAccount, errorName, organizationsClient, organizedWorld } from './fixture';

const GUEST = '300000000001';
const SERVICE = 'config.amazonaws.com';

let world: World;
beforeEach(async () => {
  world = await organizedWorld();
  world.organizations.addStandalone(GUEST, 'guest', 'guest@example.com');
});
const client = (accountId = MANAGEMENT) => organizationsClient(world, accountId);

const invite = async (Id = GUEST): Promise<string> => {
  const { Handshake: handshake } = await client().send(
    new InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id } }),
  );
  return handshake?.Id ?? '';
};

describe('an invited account', () => {
  test('joins the root by accepting, without a role for the management account, and may leave again', async () => {
    const HandshakeId = await invite();
    await client(GUEST).send(new AcceptHandshakeCommand({ HandshakeId }));
    expect(world.organizations.account(GUEST)).toMatchObject({ joinedMethod: 'INVITED', parentId: 'r-root' });
    expect(world.organizations.standalone(GUEST)).toBeUndefined();
    expect(world.iam.rolesIn(GUEST)).toEqual([]);
    await client(GUEST).send(new LeaveOrganizationCommand({}));
    expect(world.organizations.isMember(GUEST)).toBe(false);
    await world.clock.jump(2000);
    const details = world.trail.published.map((event) => event.detail['serviceEventDetails']);
    expect(details).toContainEqual(expect.objectContaining({ accountId: GUEST, joinedMethod: 'INVITED' }));
    expect(details).toContainEqual(expect.objectContaining({ accountId: GUEST, departureMethod: 'LEFT' }));
  });

  test('is invited once at a time, if it exists and is not a member', async () => {
    await invite();
    expect(await errorName(invite())).toBe('DuplicateHandshakeException');
    expect(await errorName(invite(MANAGEMENT))).toBe('HandshakeConstraintViolationException');
    expect(await errorName(invite('399999999999'))).toBe('AccountOwnerNotVerifiedException');
  });

  test('accepts its own invitation only, once, and within 15 days', async () => {
    const HandshakeId = await invite();
    const accept = (accountId: string) =>
      errorName(client(accountId).send(new AcceptHandshakeCommand({ HandshakeId })));
    expect(await accept(MANAGEMENT)).toBe('AccessDeniedException');
    expect(await accept(GUEST)).toBeUndefined();
    expect(await accept(GUEST)).toBe('HandshakeAlreadyInStateException');
    world.organizations.addStandalone('300000000002', 'late', 'late@example.com');
    const late = await invite('300000000002');
    await world.clock.jump(15 * 86_400_000);
    const call = client('300000000002').send(new AcceptHandshakeCommand({ HandshakeId: late }));
    expect(await errorName(call)).toBe('InvalidHandshakeTransitionException');
  });
});

describe('tags', () => {
  test('are added, listed and removed on accounts, OUs and the root, and on nothing else', async () => {
    const account = await createAccount(world, 'dev');
    for (const ResourceId of [account, 'r-root']) {
      const Tags = [
        { Key: 'app:stage', Value: 'dev' },
        { Key: 'team', Value: 'blue' },
      ];
      await client().send(new TagResourceCommand({ ResourceId, Tags }));
      await client().send(new UntagResourceCommand({ ResourceId, TagKeys: ['team'] }));
      const { Tags: tags } = await client().send(new ListTagsForResourceCommand({ ResourceId }));
      expect(tags).toEqual([{ Key: 'app:stage', Value: 'dev' }]);
    }
    const list = (ResourceId: string) => errorName(client().send(new ListTagsForResourceCommand({ ResourceId })));
    expect(await list('999999999999')).toBe('TargetNotFoundException');
    expect(await list('ou-root-nowhere0')).toBe('TargetNotFoundException');
    expect(await list('vpc-1')).toBe('InvalidInputException');
  });

  test.each([
    ['reserved keys', [{ Key: 'aws:x', Value: '' }], 'INVALID_SYSTEM_TAGS_PARAMETER'],
    [
      'a key twice',
      [
        { Key: 'a', Value: '' },
        { Key: 'a', Value: '' },
      ],
      'DUPLICATE_TAG_KEY',
    ],
    ['long keys', [{ Key: 'k'.repeat(129), Value: '' }], 'MAX_LENGTH_EXCEEDED'],
    ['51 of them', Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })), 'MAX_TAG_LIMIT_EXCEEDED'],
  ])('cannot be %s', async (_what, Tags, Reason) => {
    const call = client().send(new TagResourceCommand({ ResourceId: MANAGEMENT, Tags }));
    await expect(call).rejects.toMatchObject({ Reason });
    expect(world.organizations.account(MANAGEMENT)?.tags.size).toBe(0);
  });

  test('cannot be read by a member', async () => {
    const account = await createAccount(world, 'dev');
    const call = client(account).send(new ListTagsForResourceCommand({ ResourceId: account }));
    expect(await errorName(call)).toBe('AccessDeniedException');
  });
});

describe('trusted services', () => {
  test('are listed with their date, once', async () => {
    for (let n = 0; n < 2; n++) await client().send(new EnableAWSServiceAccessCommand({ ServicePrincipal: SERVICE }));
    const { EnabledServicePrincipals: enabled } = await client().send(
      new ListAWSServiceAccessForOrganizationCommand({}),
    );
    expect(enabled).toEqual([{ ServicePrincipal: SERVICE, DateEnabled: world.clock.now() }]);
    const call = client().send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'nonsense' }));
    expect(await errorName(call)).toBe('InvalidInputException');
  });
});

describe('a delegated administrator', () => {
  const register = (AccountId: string) =>
    client().send(new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal: SERVICE }));
  const listed = async () => (await client().send(new ListDelegatedAdministratorsCommand({}))).DelegatedAdministrators;

  test('is a member, registered once; a refused one is not listed', async () => {
    const account = await createAccount(world, 'dev');
    await expect(register(MANAGEMENT)).rejects.toMatchObject({
      Reason: 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
    });
    expect(await errorName(register('999999999999'))).toBe('AccountNotFoundException');
    expect(await listed()).toEqual([]);
    await register(account);
    expect(await errorName(register(account))).toBe('AccountAlreadyRegisteredException');
    expect(await listed()).toMatchObject([{ Id: account }]);
    await world.clock.jump(4 * 86_400_000);
    const removal = client().send(new RemoveAccountFromOrganizationCommand({ AccountId: account }));
    await expect(removal).rejects.toMatchObject({ Reason: 'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG' });
  });

  test('is deregistered once', async () => {
    const account = await createAccount(world, 'dev');
    await register(account);
    const deregister = () =>
      client().send(new DeregisterDelegatedAdministratorCommand({ AccountId: account, ServicePrincipal: SERVICE }));
    await deregister();
    expect(await errorName(deregister())).toBe('AccountNotRegisteredException');
  });
});
