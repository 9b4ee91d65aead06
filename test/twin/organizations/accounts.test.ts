import {
  CloseAccountCommand,
  CreateAccountCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
  MoveAccountCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { MANAGEMENT } from '../organization-fixture';
import { createAccount, createUnit, errorName, organizationsClient, organizedWorld } from './fixture';
import type { World } from '../world';

const DAY = 86_400_000;

let world: World;
beforeEach(async () => {
  world = await organizedWorld({ given: { accounts: { dev: '200000000003' } } });
});
const client = () => organizationsClient(world);

const serviceEvents = (name: string) =>
  world.trail.published.filter(
    (event) => event['detail-type'] === 'AWS Service Event via CloudTrail' && event.detail['eventName'] === name,
  );

describe('creating an account', () => {
  test('takes a while, and the account has the id that the config names, in the root', async () => {
    const { CreateAccountStatus: begun } = await client().send(
      new CreateAccountCommand({
        AccountName: 'dev',
        Email: 'dev@example.com',
        Tags: [{ Key: 'team', Value: 'blue' }],
      }),
    );
    expect(begun).toMatchObject({ State: 'IN_PROGRESS', AccountName: 'dev' });
    expect(begun?.AccountId).toBeUndefined();
    await world.clock.jump(world.times.other);
    const request = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: begun?.Id });
    expect((await client().send(request)).CreateAccountStatus).toMatchObject({
      State: 'SUCCEEDED',
      AccountId: '200000000003',
    });
    const { Account: account } = await client().send(new DescribeAccountCommand({ AccountId: '200000000003' }));
    expect(account).toMatchObject({
      Name: 'dev',
      Email: 'dev@example.com',
      State: 'ACTIVE',
      Status: 'ACTIVE',
      JoinedMethod: 'CREATED',
      Paths: ['o-sampleorg1/r-root/200000000003/'],
    });
  });

  test('sends events of the result and of the membership to the management account, with the name masked', async () => {
    await createAccount(world, 'dev');
    await world.clock.jump(5000);
    const [result] = serviceEvents('CreateAccountResult');
    expect(result).toMatchObject({
      account: MANAGEMENT,
      region: 'us-east-1',
      source: 'aws.organizations',
      detail: {
        serviceEventDetails: {
          createAccountStatus: { state: 'SUCCEEDED', accountName: '****', accountId: '200000000003' },
        },
      },
    });
    expect(serviceEvents('AccountJoinedOrganization').at(-1)?.detail).toMatchObject({
      serviceEventDetails: {
        accountId: '200000000003',
        joinedMethod: 'Created',
        joinedTime: 'Jan 1, 2026, 12:00:10 AM',
      },
    });
  });

  test('fails afterwards, not at once, if the e-mail address is taken', async () => {
    await createAccount(world, 'dev', 'one@example.com');
    const { CreateAccountStatus: begun } = await client().send(
      new CreateAccountCommand({ AccountName: 'other', Email: 'ONE@example.com' }),
    );
    await world.clock.jump(world.times.other);
    const { CreateAccountStatuses: failed } = await client().send(
      new ListCreateAccountStatusCommand({ States: ['FAILED'] }),
    );
    expect(failed).toMatchObject([{ Id: begun?.Id, State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' }]);
    const { Accounts: accounts } = await client().send(new ListAccountsCommand({}));
    expect(accounts?.map((account) => account.Name)).toEqual(['management', 'dev']);
  });

  test.each([
    ['an unknown request', 'car-0', 'CreateAccountStatusNotFoundException'],
    ['no request id of any form', 'x', 'CreateAccountStatusNotFoundException'],
  ])('refuses %s with an error', async (_what, id, expected) => {
    const request = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id });
    expect(await errorName(client().send(request))).toBe(expected);
  });

  test('is limited to five at once, and to the quota', async () => {
    const create = (n: number) =>
      client().send(new CreateAccountCommand({ AccountName: `a${n}`, Email: `a${n}@example.com` }));
    for (const n of [1, 2, 3, 4, 5]) await create(n);
    await expect(create(6)).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
    });
    await world.clock.jump(world.times.other);
    for (const n of [6, 7, 8, 9]) await create(n);
    await expect(create(10)).rejects.toMatchObject({ Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' });
  });

  test('is allowed to the management account only', async () => {
    const member = await createAccount(world, 'dev');
    const request = new CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com' });
    expect(await errorName(organizationsClient(world, member).send(request))).toBe('AccessDeniedException');
  });

  test.each([
    ['an address without a domain', { AccountName: 'x', Email: 'nobody' }],
    ['a name of 51 characters', { AccountName: 'x'.repeat(51), Email: 'x@example.com' }],
    ['a reserved tag', { AccountName: 'x', Email: 'x@example.com', Tags: [{ Key: 'aws:x', Value: '' }] }],
  ])('refuses %s', async (_what, input) => {
    expect(await errorName(client().send(new CreateAccountCommand(input)))).toBe('InvalidInputException');
  });
});

describe('reading accounts', () => {
  test('is refused to a member, and allowed to a delegated administrator', async () => {
    const member = await createAccount(world, 'dev');
    const reader = organizationsClient(world, member);
    expect(await errorName(reader.send(new ListAccountsCommand({})))).toBe('AccessDeniedException');
    expect((await reader.send(new DescribeOrganizationCommand({}))).Organization?.Id).toBe('o-sampleorg1');
    await client().send(
      new RegisterDelegatedAdministratorCommand({ AccountId: member, ServicePrincipal: 'config.amazonaws.com' }),
    );
    expect((await reader.send(new ListAccountsCommand({}))).Accounts).toHaveLength(2);
  });

  test('comes in pages of at most 20', async () => {
    world.organizations.accountQuota = 100;
    for (let n = 0; n < 24; n++)
      world.organizations.join({ id: `3000000000${10 + n}`, name: `n${n}`, email: '' }, 'CREATED');
    const first = await client().send(new ListAccountsCommand({}));
    expect(first.Accounts).toHaveLength(20);
    const second = await client().send(new ListAccountsCommand({ NextToken: first.NextToken }));
    expect(second).toMatchObject({ Accounts: { length: 5 } });
    expect(second.NextToken).toBeUndefined();
    expect(await errorName(client().send(new ListAccountsCommand({ MaxResults: 21 })))).toBe('InvalidInputException');
    expect(await errorName(client().send(new ListAccountsCommand({ NextToken: 'x' })))).toBe('InvalidInputException');
  });

  test('refuses an unknown account', async () => {
    const describe = (AccountId: string) => errorName(client().send(new DescribeAccountCommand({ AccountId })));
    expect(await describe('999999999999')).toBe('AccountNotFoundException');
    expect(await describe('99')).toBe('InvalidInputException');
    const outsider = organizationsClient(world, '999999999999').send(new ListAccountsCommand({}));
    expect(await errorName(outsider)).toBe('AWSOrganizationsNotInUseException');
  });
});

describe('moving an account', () => {
  test('changes its path, and is refused from a wrong parent, to its present one, or to an unknown one', async () => {
    const account = await createAccount(world, 'dev');
    const unit = await createUnit(world, 'Workloads');
    const other = await createUnit(world, 'Suspended');
    const move = (SourceParentId: string, DestinationParentId: string) =>
      client().send(new MoveAccountCommand({ AccountId: account, SourceParentId, DestinationParentId }));
    expect(await errorName(move(other, unit))).toBe('SourceParentNotFoundException');
    expect(await errorName(move('r-root', 'ou-root-nowhere0'))).toBe('DestinationParentNotFoundException');
    expect(await errorName(move('r-root', 'r-root'))).toBe('DuplicateAccountException');
    await move('r-root', unit);
    const { Account: moved } = await client().send(new DescribeAccountCommand({ AccountId: account }));
    expect(moved?.Paths).toEqual([`o-sampleorg1/r-root/${unit}/${account}/`]);
    expect(world.organizations.organizationalUnitsAbove(account)).toEqual([unit]);
  });
});

describe('closing an account', () => {
  const close = (AccountId: string) => client().send(new CloseAccountCommand({ AccountId }));

  test('goes through PENDING_CLOSURE to CLOSED, and after 90 days out of the organization', async () => {
    const account = await createAccount(world, 'dev');
    await close(account);
    const read = async () => (await client().send(new DescribeAccountCommand({ AccountId: account }))).Account;
    expect(await read()).toMatchObject({ State: 'PENDING_CLOSURE', Status: 'PENDING_CLOSURE' });
    expect(await errorName(close(account))).toBe('ConflictException');
    await world.clock.jump(world.times.other + 2000);
    expect(await read()).toMatchObject({ State: 'CLOSED', Status: 'SUSPENDED' });
    expect(serviceEvents('CloseAccountResult')).toMatchObject([
      { detail: { serviceEventDetails: { closeAccountStatus: { accountId: account, state: 'SUCCEEDED' } } } },
    ]);
    expect(await errorName(close(account))).toBe('AccountAlreadyClosedException');
    await world.clock.jump(90 * DAY);
    expect(await errorName(read())).toBe('AccountNotFoundException');
    expect(serviceEvents('AccountDepartedOrganization')).toMatchObject([
      { detail: { serviceEventDetails: { accountId: account, departureMethod: 'CLEANED' } } },
    ]);
  });

  test('is refused for the management account, and beyond three at once', async () => {
    await expect(close(MANAGEMENT)).rejects.toMatchObject({ Reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT' });
    const accounts = [];
    for (const name of ['a', 'b', 'c', 'd']) accounts.push(await createAccount(world, name));
    for (const account of accounts.slice(0, 3)) await close(account);
    await expect(close(accounts[3] ?? '')).rejects.toMatchObject({ Reason: 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED' });
  });
});

describe('removing an account', () => {
  const remove = (AccountId: string) => client().send(new RemoveAccountFromOrganizationCommand({ AccountId }));

  test('is refused in its first four days, and for the management account', async () => {
    const account = await createAccount(world, 'dev');
    await expect(remove(account)).rejects.toMatchObject({ Reason: 'WAIT_PERIOD_ACTIVE' });
    expect(await errorName(remove(MANAGEMENT))).toBe('MasterCannotLeaveOrganizationException');
    await world.clock.jump(4 * DAY);
    await remove(account);
    expect(world.organizations.isMember(account)).toBe(false);
    await world.clock.jump(2000);
    expect(serviceEvents('AccountDepartedOrganization')).toMatchObject([
      { detail: { serviceEventDetails: { accountId: account, departureMethod: 'REMOVED' } } },
    ]);
  });
});
