import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { constraint, invalidInput, paged, requireManagement, withTags } from './common';
import { announce, usTime } from './events';
import type { Creation } from './types';

const MAX_CONCURRENT_CREATIONS = 5;

const ADMINISTRATOR_ACCESS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

const trustOf = (accountId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' }],
  });

const view = (creation: Creation): organizations.CreateAccountStatus => ({
  Id: creation.id,
  AccountName: creation.accountName,
  State: creation.state,
  RequestedTimestamp: creation.requestedAt,
  CompletedTimestamp: creation.completedAt,
  AccountId: creation.accountId,
  FailureReason: creation.failureReason,
});

/** Organizations masks the name in its CloudTrail events. */
const announceResult = (world: World, creation: Creation): void => {
  announce(world, 'CreateAccountResult', {
    createAccountStatus: {
      id: creation.id,
      state: creation.state,
      accountName: '****',
      ...(creation.accountId === undefined ? {} : { accountId: creation.accountId }),
      ...(creation.failureReason === undefined ? {} : { failureReason: creation.failureReason }),
      requestedTimestamp: usTime(creation.requestedAt),
      completedTimestamp: usTime(creation.completedAt ?? world.clock.now()),
    },
  });
};

interface Wish {
  readonly name: string;
  readonly email: string;
  readonly roleName: string;
  readonly tags: Map<string, string>;
}

/** CreateAccount and the status of its requests. */
export const createAccountOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;

  function accountId(name: string): string {
    const given = world.given.accounts?.[name];
    return given !== undefined && !state.hasAccount(given) ? given : world.ids.accountId();
  }

  function failure(wish: Wish): Creation['failureReason'] {
    if (state.emailTaken(wish.email)) return 'EMAIL_ALREADY_EXISTS';
    return state.accounts().length >= state.accountQuota ? 'ACCOUNT_LIMIT_EXCEEDED' : undefined;
  }

  function complete(creation: Creation, wish: Wish): void {
    creation.completedAt = world.clock.now();
    const failureReason = failure(wish);
    if (failureReason !== undefined) {
      Object.assign(creation, { state: 'FAILED', failureReason });
      announceResult(world, creation);
      return;
    }
    const id = accountId(wish.name);
    world.iam.putRole({
      accountId: id,
      name: wish.roleName,
      trust: trustOf(state.managementAccountId),
      policies: { AdministratorAccess: ADMINISTRATOR_ACCESS },
    });
    Object.assign(creation, { state: 'SUCCEEDED', accountId: id });
    announceResult(world, creation);
    state.join({ id, name: wish.name, email: wish.email }, 'CREATED', wish.tags);
  }

  function wishOf(input: organizations.CreateAccountCommandInput): Wish {
    const { Email: email = '', AccountName: name = '', RoleName: roleName = 'OrganizationAccountAccessRole' } = input;
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length < 6 || email.length > 64)
      throw invalidInput('INVALID_PATTERN', 'You specified an invalid e-mail address.');
    if (name.length < 1) throw invalidInput('MIN_LENGTH_EXCEEDED', 'An account name has at least one character.');
    if (name.length > 50) throw invalidInput('MAX_LENGTH_EXCEEDED', 'An account name has at most 50 characters.');
    if (!/^[\w+=,.@-]{1,64}$/.test(roleName))
      throw invalidInput('INVALID_ROLE_NAME', 'You specified an invalid role name.');
    return { email, name, roleName, tags: withTags(new Map(), input.Tags ?? []) };
  }

  return {
    CreateAccount(input, call) {
      requireManagement(world, call);
      const wish = wishOf(input);
      const pending = [...state.creations.values()].filter((creation) => creation.state === 'IN_PROGRESS').length;
      if (pending >= MAX_CONCURRENT_CREATIONS)
        throw constraint('ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED', 'Five accounts are being created already.');
      if (state.accounts().length + pending >= state.accountQuota)
        throw constraint('ACCOUNT_NUMBER_LIMIT_EXCEEDED', 'The organization may not have more accounts.');
      const creation: Creation = {
        id: world.ids.id('car-', 32),
        accountName: wish.name,
        requestedAt: world.clock.now(),
        state: 'IN_PROGRESS',
      };
      state.creations.set(creation.id, creation);
      world.clock.after(world.times.other, () => complete(creation, wish));
      return { CreateAccountStatus: view(creation) };
    },

    DescribeCreateAccountStatus(input, call) {
      requireManagement(world, call);
      const creation = state.creations.get(input.CreateAccountRequestId ?? '');
      if (!creation)
        throw new AwsError(
          'CreateAccountStatusNotFoundException',
          "We can't find a create account request with that ID.",
        );
      return { CreateAccountStatus: view(creation) };
    },

    ListCreateAccountStatus(input, call) {
      requireManagement(world, call);
      const wanted = [...state.creations.values()].filter(
        (creation) => !input.States || input.States.includes(creation.state),
      );
      const { items, next } = paged(wanted, input);
      return { CreateAccountStatuses: items.map(view), NextToken: next };
    },
  };
};
