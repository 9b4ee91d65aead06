import type { Owned } from '../aws/read/attachment-owners';
import { allowedSegments, type LandingZone } from '../landing-zone';
import type { Account } from '../reconcile/concept';
import { tooMany } from '../reconcile/guards';

export interface Everybody {
  readonly accountIds: readonly string[];
  /** Accounts that are not woken, because too many VPCs would leave with them, and why. */
  readonly held?: { readonly accountIds: readonly string[]; readonly because: string };
}

/**
 * Whom a sweep wakes: every account of the organization, and whoever else has an attachment. Before that it counts the
 * VPCs whose accounts may use no segment any more: a config that lost an OU would take them all out, spoke by spoke, each
 * plan small enough for the guard that looks at one spoke.
 */
export function everybody(
  landingZone: LandingZone,
  accounts: readonly Omit<Account, 'tags'>[],
  owners: readonly Owned[],
): Everybody {
  const attached = owners.filter(({ live, accountId }) => live && accountId !== landingZone.hub.accountId);
  const homeless = (accountId: string): boolean => {
    const account = accounts.find(({ id }) => id === accountId);
    return account?.state !== 'ACTIVE' || allowedSegments(landingZone, account.ouPath).length === 0;
  };
  const leaving = attached.filter(({ accountId }) => homeless(accountId));
  const all = [...new Set([...accounts.map(({ id }) => id), ...attached.map(({ accountId }) => accountId)])];
  const because = tooMany(landingZone.guards.maxLeaves, { leaving: leaving.length, mesh: attached.length });
  if (because === undefined) return { accountIds: all };
  const held = [...new Set(leaving.map(({ accountId }) => accountId))].sort();
  return { accountIds: all.filter((id) => !held.includes(id)), held: { accountIds: held, because } };
}
