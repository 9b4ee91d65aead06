import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { accountView } from './accounts';
import { accountOf, constraint, invalidInput, paged, requireManagement, requireReader } from './common';

const PRINCIPAL = /^[a-z0-9.-]+\.amazonaws\.com$/;

/** Trusted access of AWS services, and delegated administrators. */
export const serviceAccessOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;

  function principalOf(name = ''): string {
    if (!PRINCIPAL.test(name))
      throw invalidInput('UNRECOGNIZED_SERVICE_PRINCIPAL', 'You specified an unrecognized service principal.');
    return name;
  }

  return {
    EnableAWSServiceAccess(input, call) {
      requireManagement(world, call);
      const principal = principalOf(input.ServicePrincipal);
      if (!state.trustedServices.has(principal)) state.trustedServices.set(principal, world.clock.now());
      return {};
    },

    DisableAWSServiceAccess(input, call) {
      requireManagement(world, call);
      const principal = principalOf(input.ServicePrincipal);
      if (state.trustedServices.delete(principal) && principal === 'ram.amazonaws.com')
        world.ram.stopOrganizationSharing();
      return {};
    },

    ListAWSServiceAccessForOrganization(input, call) {
      requireReader(world, call);
      const enabled = [...state.trustedServices].map(([ServicePrincipal, DateEnabled]) => ({
        ServicePrincipal,
        DateEnabled,
      }));
      const { items, next } = paged(enabled, input);
      return { EnabledServicePrincipals: items, NextToken: next };
    },

    RegisterDelegatedAdministrator(input, call) {
      requireManagement(world, call);
      const principal = principalOf(input.ServicePrincipal);
      const account = accountOf(world, input.AccountId);
      if (account.id === state.managementAccountId)
        throw constraint(
          'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
          'You cannot register the management account as a delegated administrator.',
        );
      if (account.state !== 'ACTIVE')
        throw constraint(
          'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
          'You cannot register an account that is not active.',
        );
      const services = state.delegated.get(account.id) ?? new Map<string, Date>();
      if (services.has(principal))
        throw new AwsError(
          'AccountAlreadyRegisteredException',
          'The account is already a delegated administrator for this service.',
        );
      state.delegated.set(account.id, services.set(principal, world.clock.now()));
      return {};
    },

    DeregisterDelegatedAdministrator(input, call) {
      requireManagement(world, call);
      const account = accountOf(world, input.AccountId);
      const services = state.delegated.get(account.id);
      if (!services?.delete(principalOf(input.ServicePrincipal)))
        throw new AwsError(
          'AccountNotRegisteredException',
          'The account is not a delegated administrator for this service.',
        );
      if (services.size === 0) state.delegated.delete(account.id);
      return {};
    },

    ListDelegatedAdministrators(input, call) {
      requireReader(world, call);
      const wanted = input.ServicePrincipal;
      const registered = [...state.delegated].flatMap(([accountId, services]) => {
        const dates = [...services].filter(([principal]) => wanted === undefined || principal === wanted);
        const since = dates[0]?.[1];
        return since === undefined ? [] : [{ account: accountOf(world, accountId), since }];
      });
      const { items, next } = paged(registered, input);
      const DelegatedAdministrators = items.map(({ account, since }) => {
        const { Id, Arn, Email, Name, Status, State, JoinedMethod, JoinedTimestamp } = accountView(world, account);
        return { Id, Arn, Email, Name, Status, State, JoinedMethod, JoinedTimestamp, DelegationEnabledDate: since };
      });
      return { DelegatedAdministrators, NextToken: next };
    },
  };
};
