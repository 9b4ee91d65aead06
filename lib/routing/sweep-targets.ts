import type { AttachmentOwner } from '../aws/read/attachment-owners';
import type { UntaggedAccount } from '../aws/read/organization';
import { allowedSegments, tooManyLeave, type LandingZone } from '../landing-zone';

export interface SweepTargets {
  readonly accountIds: readonly string[];
  /** Accounts that are not woken, because too many VPCs would leave, and the reason for people. */
  readonly held?: { readonly accountIds: readonly string[]; readonly because: string };
  /** The segments of the OU of the hub account, which should lie in none. */
  readonly hubIn?: readonly string[];
}

/**
 * The accounts that a sweep wakes: every account of the organization, and every other owner of an attachment. If too many
 * VPCs in the mesh belong to accounts that may no longer use a segment, these accounts are held back: a config that lost an
 * OU would remove all of them, and the guard of each spoke counts only its own. An attachment that is not ours counts for
 * nothing: any account with the share can make some.
 */
export function sweepTargets(
  landingZone: LandingZone,
  accounts: readonly UntaggedAccount[],
  owners: readonly AttachmentOwner[],
): SweepTargets {
  const attached = owners.filter(({ live, accountId }) => live && accountId !== landingZone.hub.accountId);
  const mayUseNoSegment = (accountId: string): boolean => {
    const account = accounts.find(({ id }) => id === accountId);
    return account?.state !== 'ACTIVE' || allowedSegments(landingZone, account.ouPath).length === 0;
  };
  const mesh = attached.filter(({ ours }) => ours);
  const leaving = mesh.filter(({ accountId }) => mayUseNoSegment(accountId));
  const all = [...new Set([...accounts.map(({ id }) => id), ...attached.map(({ accountId }) => accountId)])];
  const because = tooManyLeave(landingZone.guards.maxLeaves, { leaving: leaving.length, mesh: mesh.length });
  const hub = accounts.find(({ id }) => id === landingZone.hub.accountId);
  const segments = allowedSegments(landingZone, hub?.ouPath ?? []);
  const hubIn = segments.length > 0 ? { hubIn: segments } : {};
  if (because === undefined) return { accountIds: all, ...hubIn };
  const held = [...new Set(leaving.map(({ accountId }) => accountId))].sort();
  return { accountIds: all.filter((id) => !held.includes(id)), held: { accountIds: held, because }, ...hubIn };
}
