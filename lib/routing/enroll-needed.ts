import type { AccountReading, UntaggedAccount } from '../aws/read/organization';
import type { Enrollment } from '../aws/read/enrollment';
import { desire as wantedShares, diff as sharesDiff, sharesIn } from '../concepts/resource-share/plan';
import { desire as wantedAccess, diff as accessDiff } from '../concepts/spoke-access/plan';
import type { AccountEntry } from '../hub/account-records';
import { freezeOf } from '../hub/freezes';
import type { SweepLook } from '../hub/sweep-page';
import { whyExcluded, type HubResources, type LandingZone } from '../landing-zone';
import { FROZEN, PLAN_ONLY, cleanText } from '../names';
import type { Target } from '../reconcile/target';

/** Of so many sweeps in a row each account is enrolled in one, also if nothing is amiss: once a day with the schedule of six hours. */
export const TURNS = 4;
/** A page names so many accounts at most: a message of SQS has a size. Where more are amiss, enroll looks at all. */
export const MOST_NAMED = 1_000;

/** Whether this sweep enrolls the account anyway: the remainder of its id and of the number of the sweep. */
export const isTurnOf = (accountId: string, turn: number): boolean => Number(accountId) % TURNS === turn % TURNS;

/**
 * The accounts whose stack instances or shares are not as enroll would leave them: its concepts plan a change, wait or refuse. Read in
 * bulk, so that an account without any costs no call.
 */
export function amissIn(
  landingZone: LandingZone,
  hub: HubResources,
  accounts: readonly UntaggedAccount[],
  { instances, principals }: Enrollment,
  now: Date,
): readonly string[] {
  const { region } = landingZone.hub;
  const isAmiss = (account: UntaggedAccount): boolean => {
    const { id: accountId, ouPath } = account;
    const because = whyExcluded(landingZone, account);
    const target: Target = { key: accountId, intent: because === undefined ? 'join' : 'leave', because: because ?? '' };
    const access = accessDiff({
      desired: wantedAccess(target, { accountId, region, now, ouPath, landingZone, hub }),
      actual: { accountId, instances: instances.get(accountId) ?? [], foreignRoles: [] },
    });
    const shares = sharesIn(hub.resourceShareArns, principals.get(accountId) ?? []);
    const share = sharesDiff({
      desired: wantedShares(target),
      actual: { accountId, shares, invitations: [], attached: [] },
    });
    return [access, share].some((plan) => !Array.isArray(plan) || plan.length > 0);
  };
  return accounts.filter(isAmiss).map(({ id }) => id);
}

/** What the steps of a sweep have to know. `found`: undefined where enroll has to look at every account. */
export function lookFor(inputs: {
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
  readonly accounts: readonly UntaggedAccount[];
  readonly found: Enrollment | undefined;
  readonly now: Date;
  readonly turn: number;
}): SweepLook {
  const { landingZone, hub, accounts, found, now, turn } = inputs;
  const amiss = found && amissIn(landingZone, hub, accounts, found, now);
  return amiss === undefined || amiss.length > MOST_NAMED ? 'all' : { amiss, turn };
}

/**
 * Whether enroll has to look at an account of a sweep. It has not where nothing is amiss in AWS, and the ledger has what enroll would
 * record of the account as it was just read: its membership, its name and its flags, without anything to report.
 */
export function needsEnroll(
  landingZone: LandingZone,
  account: AccountReading,
  { record, freezes }: AccountEntry,
  look: SweepLook,
): boolean {
  const { id, name, tags } = account;
  if (look === 'all' || look.amiss.includes(id) || isTurnOf(id, look.turn)) return true;
  if (record === undefined || tags === undefined) return true;
  const { frozen, planOnly } = landingZone.guards;
  const isHeld = frozen || planOnly || tags[FROZEN] === 'true' || tags[PLAN_ONLY] === 'true';
  if (isHeld || freezeOf(freezes) !== undefined) return true;
  const state = whyExcluded(landingZone, account) === undefined ? 'joined' : 'left';
  const { flags, plan, reason, unreadable, accountName = '' } = record;
  const reports = flags.length > 0 || plan.length > 0 || reason !== undefined || unreadable !== undefined;
  return reports || record.state !== state || accountName !== cleanText(name);
}
