import {
  AcceptHandshakeCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  InviteAccountToOrganizationCommand,
  ListAccountsCommand,
  ListHandshakesForAccountCommand,
  RegisterDelegatedAdministratorCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations';
import { MANAGEMENT } from '../organization-fixture';
import { World } from '../world';
import { createAccount, errorName, organizationsClient, organizedWorld } from './fixture';

const GUEST = '300000000001';

let world: World;
beforeEach(async () => {
  world = await organizedWorld();
  world.organizations.addStandalone(GUEST, 'guest', 'guest@example.com');
});
const client = (accountId = MANAGEMENT) => organizationsClient(world, accountId);

const account = (input: object) => new CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com', ...input });
const tag = (Key: string) => new TagResourceCommand({ ResourceId: MANAGEMENT, Tags: [{ Key, Value: '' }] });

test.each([
  ['a page of nothing', () => client().send(new ListAccountsCommand({ MaxResults: 0 })), 'InvalidInputException'],
  ['a tag without a key', () => client().send(tag('')), 'InvalidInputException'],
  ['an account without a name', () => client().send(account({ AccountName: '' })), 'InvalidInputException'],
  ['a role name with a space', () => client().send(account({ RoleName: 'a b' })), 'InvalidInputException'],
  [
    'an OU without a name',
    () => client().send(new CreateOrganizationalUnitCommand({ ParentId: 'r-root', Name: '' })),
    'InvalidInputException',
  ],
  [
    'an answer to no invitation',
    () => client(GUEST).send(new AcceptHandshakeCommand({ HandshakeId: 'h-none000000' })),
    'HandshakeNotFoundException',
  ],
  [
    'an invitation by e-mail, which is not modelled',
    () => client().send(new InviteAccountToOrganizationCommand({ Target: { Type: 'EMAIL', Id: 'guest@example.com' } })),
    'NotImplemented',
  ],
  [
    'an invitation of no account id',
    () => client().send(new InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id: '3' } })),
    'InvalidInputException',
  ],
  [
    'a filter of handshakes, which is not modelled',
    () => client(GUEST).send(new ListHandshakesForAccountCommand({ Filter: { ActionType: 'INVITE' } })),
    'NotImplemented',
  ],
  ['a second organization', () => client(GUEST).send(new CreateOrganizationCommand({})), 'NotImplemented'],
])('%s is refused', async (_what, call, expected) => {
  expect(await errorName(call())).toBe(expected);
});

test('consolidated billing only is not modelled', async () => {
  const fresh = new World({ given: { managementAccountId: MANAGEMENT } });
  const call = organizationsClient(fresh).send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }));
  expect(await errorName(call)).toBe('NotImplemented');
});

test('an invited account cannot join a full organization', async () => {
  const { Handshake: handshake } = await client().send(
    new InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id: GUEST } }),
  );
  world.organizations.accountQuota = 1;
  const accept = client(GUEST).send(new AcceptHandshakeCommand({ HandshakeId: handshake?.Id }));
  await expect(accept).rejects.toMatchObject({ Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' });
});

test('an account that is being closed cannot become a delegated administrator', async () => {
  const AccountId = await createAccount(world, 'dev');
  await client().send(new CloseAccountCommand({ AccountId }));
  const register = client().send(
    new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal: 'config.amazonaws.com' }),
  );
  await expect(register).rejects.toMatchObject({
    Reason: 'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
  });
});
