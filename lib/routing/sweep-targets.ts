import type { AttachmentOwner } from '../aws/read/attachment-owners';
import type { UntaggedAccount } from '../aws/read/organization';
import { allowedSegments, asSpoke, type LandingZone } from '../landing-zone';
import type { SpokeAddress, WorkerName } from '../names';
import { spokesOf } from './spokes';

/** A VPC that is to leave, with the OU of its account. */
interface LeavingVpc extends SpokeAddress {
  readonly vpcId: string;
  readonly organizationalUnitId: string | undefined;
}

export interface SweepTargets {
  readonly accountIds: readonly string[];
  /** The ids of the VPCs in the mesh. An attachment that is not ours counts for nothing: any account with the share can make some. */
  readonly mesh: readonly string[];
  /** Those of active accounts whose OU permits no segment: the account was moved, or the config has lost the OU. */
  readonly leaving: readonly LeavingVpc[];
  /** The segments of the OU of the hub account, which should lie in none. */
  readonly hubIn?: readonly string[];
}

/**
 * The accounts that a sweep wakes, which are every account of the organization and every other owner of an attachment, and the
 * VPCs that will leave. A config that lost an OU takes out all of its VPCs: the sweep sees them together, and each spoke only
 * its own.
 */
export function sweepTargets(
  landingZone: LandingZone,
  accounts: readonly UntaggedAccount[],
  owners: readonly AttachmentOwner[],
): SweepTargets {
  const { accountId: hubId, region } = landingZone.hub;
  const attached = owners.filter(({ live, accountId }) => live && accountId !== hubId);
  const mesh = attached.filter(({ ours }) => ours);
  const leaving = mesh.flatMap(({ accountId, vpcId }): LeavingVpc[] => {
    const account = accounts.find(({ id }) => id === accountId);
    if (account?.state !== 'ACTIVE' || allowedSegments(landingZone, account).length > 0) return [];
    return [{ accountId, region, vpcId, organizationalUnitId: account.ouPath.at(-1) }];
  });
  const hub = accounts.find(({ id }) => id === hubId);
  const hubIn = hub ? allowedSegments(landingZone, asSpoke(landingZone, hub)) : [];
  return {
    accountIds: [...new Set([...accounts.map(({ id }) => id), ...attached.map(({ accountId }) => accountId)])],
    mesh: mesh.map(({ vpcId }) => vpcId),
    leaving,
    ...(hubIn.length > 0 ? { hubIn } : {}),
  };
}

/** A worker that is woken for a spoke. */
export type Woken = SpokeAddress & { readonly worker: WorkerName };

/** Enroll is woken for every spoke, and wakes the other workers when it is done; join also for what the hub itself has. */
export async function wokenBySweep(
  landingZone: LandingZone,
  accountIds: readonly string[],
  owners: () => Promise<readonly AttachmentOwner[]>,
): Promise<readonly Woken[]> {
  const { accountId, region } = landingZone.hub;
  const subjects = accountIds.map((id) => ({ accountId: id }));
  const spokes = await spokesOf(landingZone, subjects, owners);
  return [
    ...spokes.map((spoke): Woken => ({ ...spoke, worker: 'enroll' })),
    ...(['enroll', 'join'] as const).map((worker) => ({ accountId, region, worker })),
  ];
}
