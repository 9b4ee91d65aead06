import * as account from '@aws-sdk/client-account';
import { page } from '../paging';
import { isOptIn, isRegion } from '../regions';
import { defineService } from '../wire/define';
import { AwsError } from '../wire/errors';
import type { Call, Ops, Service } from '../wire/service';
import type { World } from '../world';

const PRINCIPAL = 'account.amazonaws.com';
const MAX_IN_FLIGHT_PER_ACCOUNT = 6;
const MAX_IN_FLIGHT_PER_ORGANIZATION = 50;

const validation = (reason: account.ValidationExceptionReason, message: string) =>
  new AwsError('ValidationException', message, { reason });

/** The account meant: the caller's own, or a member's if the caller may manage members (AWS docs: Account Management). */
function targetOf(world: World, operation: string, accountId: string | undefined, call: Call): string {
  const { organizations } = world;
  if (accountId === undefined) return call.accountId;
  const denied = (because: string) =>
    new AwsError(
      'AccessDeniedException',
      `User: ${call.caller.arn} is not authorized to perform: account:${operation} (${because})`,
    );
  if (!/^\d{12}$/.test(accountId)) throw validation('fieldValidationFailed', `accountId ${accountId} is not valid.`);
  const mayManage =
    call.accountId === organizations.managementAccountId
      ? organizations.exists
      : organizations.isDelegatedAdministrator(call.accountId, PRINCIPAL);
  if (!mayManage) throw denied('Your account may not manage other accounts.');
  if (!organizations.trustedServices.has(PRINCIPAL))
    throw denied('Your organization must first enable trusted access with AWS Account Management.');
  if (accountId === organizations.managementAccountId)
    throw denied(
      'The management account can only be managed using the standalone context from the management account.',
    );
  const target = organizations.account(accountId);
  if (!target) throw denied('The account is not a member of your organization.');
  return accountId;
}

const accountOps = (world: World): Ops<typeof account> => {
  const state = world.account;

  function regionOf(name = ''): string {
    if (!isRegion(name)) throw validation('fieldValidationFailed', `The twin has no region ${name}.`);
    return name;
  }

  function change(accountId: string, region: string, to: 'ENABLED' | 'DISABLED', call: Call): void {
    if (!isOptIn(region))
      throw validation('invalidRegionOptTarget', `${region} is enabled by default and cannot be changed.`);
    const status = state.status(accountId, region);
    if (status === to || status === (to === 'ENABLED' ? 'ENABLING' : 'DISABLING')) return;
    if (status === 'ENABLING' || status === 'DISABLING')
      throw new AwsError('ConflictException', `${region} is in the status ${status} in account ${accountId}.`);
    const members = world.organizations.isMember(accountId);
    if (state.inFlight(accountId) >= MAX_IN_FLIGHT_PER_ACCOUNT)
      throw new AwsError('TooManyRequestsException', 'Six regions of the account are being changed already.');
    if (members && state.inFlight() >= MAX_IN_FLIGHT_PER_ORGANIZATION)
      throw new AwsError('TooManyRequestsException', 'Fifty regions of the organization are being changed already.');
    state.change(accountId, region, to, call.accountId);
  }

  return {
    EnableRegion(input, call) {
      const region = regionOf(input.RegionName);
      change(targetOf(world, 'EnableRegion', input.AccountId, call), region, 'ENABLED', call);
      return {};
    },

    DisableRegion(input, call) {
      const region = regionOf(input.RegionName);
      change(targetOf(world, 'DisableRegion', input.AccountId, call), region, 'DISABLED', call);
      return {};
    },

    GetRegionOptStatus(input, call) {
      const RegionName = regionOf(input.RegionName);
      const accountId = targetOf(world, 'GetRegionOptStatus', input.AccountId, call);
      return { RegionName, RegionOptStatus: state.status(accountId, RegionName) };
    },

    ListRegions(input, call) {
      const accountId = targetOf(world, 'ListRegions', input.AccountId, call);
      const wanted = input.RegionOptStatusContains;
      const limit = input.MaxResults ?? 50;
      if (limit < 1 || limit > 50) throw validation('fieldValidationFailed', 'MaxResults must be between 1 and 50.');
      const { items, next } = page(
        state.regions(accountId).filter(({ status }) => !wanted || wanted.includes(status)),
        {
          limit,
          token: input.NextToken,
          invalidToken: () => validation('fieldValidationFailed', 'NextToken is not valid.'),
        },
      );
      return {
        Regions: items.map(({ name, status }) => ({ RegionName: name, RegionOptStatus: status })),
        NextToken: next,
      };
    },
  };
};

/** Account Management as far as regions go. */
export const accountService = (world: World): Service => defineService(account)(accountOps(world));
