import type { AttachmentOwner } from '../aws/read/attachment-owners';
import type { AccountReading, UntaggedAccount } from '../aws/read/organization';
import type { ZonesRead } from '../aws/read/zone-vpcs';
import { allowedSegments, asSpoke, type LandingZone } from '../landing-zone';
import type { SpokeAddress, WorkerName } from '../names';
import { spokesOf } from './spokes';

/** A VPC that is to leave, with the OU of its account. */
interface LeavingVpc extends SpokeAddress {
  readonly vpcId: string;
  readonly organizationalUnitId: string | undefined;
}

export interface SweepTargets {
  /** The accounts outside the organization that own attachments. */
  readonly departed: readonly { readonly id: string }[];
  /** The ids of the VPCs in the mesh. An attachment that is not ours counts for nothing: any account with the share can make some. */
  readonly mesh: readonly string[];
  /** Those of active accounts whose OU permits no segment: the account was moved, or the config has lost the OU. */
  readonly leaving: readonly LeavingVpc[];
  /** The segments of the OU of the hub account, which should lie in none. */
  readonly hubIn?: readonly string[];
}

/**
 * What a sweep wakes beside the accounts of the organization, and the VPCs that will leave. A config that lost an OU takes out
 * all of its VPCs: the sweep sees them together, and each spoke only its own.
 */
export function sweepTargets(
  landingZone: LandingZone,
  accounts: readonly UntaggedAccount[],
  owners: readonly AttachmentOwner[],
): SweepTargets {
  const { accountId: hubId, region } = landingZone.hub;
  const attached = owners.filter(({ live, accountId }) => live && accountId !== hubId);
  const mesh = attached.filter(({ ours }) => ours);
  const members = new Set(accounts.map(({ id }) => id));
  const leaving = mesh.flatMap(({ accountId, vpcId }): LeavingVpc[] => {
    const account = accounts.find(({ id }) => id === accountId);
    if (account?.state !== 'ACTIVE' || allowedSegments(landingZone, account).length > 0) return [];
    return [{ accountId, region, vpcId, organizationalUnitId: account.ouPath.at(-1) }];
  });
  const hub = accounts.find(({ id }) => id === hubId);
  const hubIn = hub ? allowedSegments(landingZone, asSpoke(landingZone, hub)) : [];
  return {
    departed: [...new Set(attached.map(({ accountId }) => accountId))].flatMap((id) =>
      members.has(id) ? [] : [{ id }],
    ),
    mesh: mesh.map(({ vpcId }) => vpcId),
    leaving,
    ...(hubIn.length > 0 ? { hubIn } : {}),
  };
}

/** A worker that is woken for a spoke, with the account as it was read. */
export type Woken = SpokeAddress & {
  readonly worker: WorkerName;
  readonly account?: AccountReading;
  readonly accountChanged?: true;
  readonly zones?: ZonesRead;
};

/** The workers that enroll wakes when a spoke is done. */
const AFTER_ENROLL = ['join', 'grant-pull'] as const satisfies readonly WorkerName[];

/**
 * What is woken for the spokes of the accounts: enroll, which wakes the other workers when it is done, or these at once where enroll has
 * nothing to do. `accounts`: as they were read just now, or the ids alone of accounts that were not.
 */
export async function wokenBySweep(
  landingZone: LandingZone,
  accounts: readonly (AccountReading | { readonly id: string })[],
  needsEnroll: (account: AccountReading, spoke: SpokeAddress) => boolean = () => true,
): Promise<readonly Woken[]> {
  const spokes = await spokesIn(landingZone, accounts);
  return spokes.flatMap(({ accountId, region }): readonly Woken[] => {
    const spoke = { accountId, region };
    const account = accounts.find(({ id }) => id === accountId);
    // A member is at least in a root: what has no path was not told, and enroll reads it.
    if (account === undefined || !('readAt' in account) || account.ouPath.length === 0)
      return [{ ...spoke, worker: 'enroll', accountChanged: true }];
    const names = needsEnroll(account, spoke) ? (['enroll'] as const) : AFTER_ENROLL;
    return names.map((worker) => ({ ...spoke, worker, account }));
  });
}

/** The spokes of the accounts, without the hub and management accounts. */
export const spokesIn = (
  landingZone: LandingZone,
  accounts: readonly { readonly id: string }[],
): Promise<readonly SpokeAddress[]> =>
  spokesOf(
    landingZone,
    accounts.map(({ id }) => ({ accountId: id })),
    () => Promise.resolve([]),
  );

/** What is woken for the hub itself: enroll, which refuses it in an OU of a segment, and join for what it has. */
export const wokenInHub = ({ hub: { accountId, region } }: LandingZone): readonly Woken[] =>
  (['enroll', 'join'] as const).map((worker) => ({ accountId, region, worker, accountChanged: true }));
