import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { accountOf, constraint, paged, parentOf, requireManagement, requireReader } from './common';
import { announce, usTime } from './events';
import type { Account } from './types';

const MAX_CONCURRENT_CLOSURES = 3;
const DAY_MS = 86_400_000;
/** A closed account stays in the organization for 90 days. */
const POST_CLOSURE_MS = 90 * DAY_MS;
/** An account that was created in an organization can leave it after four days. */
const WAIT_PERIOD_MS = 4 * DAY_MS;

/** `Status` is about to be retired in favour of `State`, which distinguishes a closed account from one that AWS suspended. */
const STATUS = {
  PENDING_ACTIVATION: 'ACTIVE',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
} as const;

/** How the API shows an account. */
export const accountView = (world: World, account: Account) => ({
  Id: account.id,
  Arn: account.arn,
  Email: account.email,
  Name: account.name,
  Status: STATUS[account.state],
  State: account.state,
  Paths: [world.organizations.pathOf(account.id)],
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: account.joinedAt,
});

/** What prevents an account from leaving: AWS's conditions for RemoveAccountFromOrganization and LeaveOrganization. */
export function requireMayLeave(world: World, account: Account): void {
  const state = world.organizations;
  if (account.id === state.managementAccountId)
    throw new AwsError(
      'MasterCannotLeaveOrganizationException',
      "The management account can't leave the organization.",
    );
  if (state.isDelegatedAdministrator(account.id))
    throw constraint(
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
      'The account is a delegated administrator: deregister it first.',
    );
  const age = world.clock.now().getTime() - account.joinedAt.getTime();
  if (account.joinedMethod === 'CREATED' && age < WAIT_PERIOD_MS)
    throw constraint('WAIT_PERIOD_ACTIVE', 'An account created in the organization can leave it after four days.');
}

/** The accounts of the organization: reading, moving, closing, removing. Creating them is in `create-account.ts`. */
export const accountOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;

  function finishClosure(account: Account, requestedAt: Date): void {
    if (account.state !== 'PENDING_CLOSURE') return;
    account.state = 'CLOSED';
    announce(world, 'CloseAccountResult', {
      closeAccountStatus: {
        accountId: account.id,
        state: 'SUCCEEDED',
        requestedTimestamp: usTime(requestedAt),
        completedTimestamp: usTime(world.clock.now()),
      },
    });
    world.clock.after(POST_CLOSURE_MS, () => {
      if (state.account(account.id) === account) state.depart(account, 'CLEANED');
    });
  }

  return {
    DescribeAccount(input, call) {
      requireReader(world, call);
      return { Account: accountView(world, accountOf(world, input.AccountId)) };
    },

    ListAccounts(input, call) {
      requireReader(world, call);
      const { items, next } = paged(state.accounts(), input);
      return { Accounts: items.map((account) => accountView(world, account)), NextToken: next };
    },

    ListAccountsForParent(input, call) {
      requireReader(world, call);
      const parentId = parentOf(world, input.ParentId);
      const { items, next } = paged(
        state.accounts().filter((account) => account.parentId === parentId),
        input,
      );
      return { Accounts: items.map((account) => accountView(world, account)), NextToken: next };
    },

    MoveAccount(input, call) {
      requireManagement(world, call);
      const account = accountOf(world, input.AccountId);
      const { SourceParentId: source, DestinationParentId: destination = '' } = input;
      if (source !== account.parentId)
        throw new AwsError(
          'SourceParentNotFoundException',
          "We can't find a source root or OU with the ParentId that you specified.",
        );
      if (!state.isParent(destination))
        throw new AwsError(
          'DestinationParentNotFoundException',
          "We can't find the destination container (a root or OU) with the ParentId that you specified.",
        );
      if (destination === account.parentId)
        throw new AwsError(
          'DuplicateAccountException',
          'That account is already present in the specified destination.',
        );
      state.move(account, destination);
      return {};
    },

    CloseAccount(input, call) {
      requireManagement(world, call);
      const account = accountOf(world, input.AccountId);
      if (account.id === state.managementAccountId)
        throw constraint('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', "The management account can't be closed this way.");
      if (account.state === 'CLOSED')
        throw new AwsError('AccountAlreadyClosedException', 'The account is already closed.');
      if (account.state === 'PENDING_CLOSURE')
        throw new AwsError('ConflictException', 'The account is already being closed.');
      const closing = state.accounts().filter((one) => one.state === 'PENDING_CLOSURE').length;
      if (closing >= MAX_CONCURRENT_CLOSURES)
        throw constraint('CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED', 'Three accounts are being closed already.');
      account.state = 'PENDING_CLOSURE';
      const requestedAt = world.clock.now();
      world.clock.after(world.times.other, () => finishClosure(account, requestedAt));
      return {};
    },

    RemoveAccountFromOrganization(input, call) {
      requireManagement(world, call);
      const account = accountOf(world, input.AccountId);
      requireMayLeave(world, account);
      state.depart(account, 'REMOVED');
      return {};
    },
  };
};
