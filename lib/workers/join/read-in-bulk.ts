import type { ZonesRead } from '../../aws/read/zone-vpcs';
import { privateZone } from '../../concepts/private-zone';
import type { Records } from '../../dispatch/record';
import type { WorkerContext } from '../../dispatch/worker-context';
import type { Run } from '../../reconcile/step';

/** What a sweep has read says nothing when it is so old. */
const OLDEST_MS = 15 * 60_000;

/**
 * What a sweep has read of the zones of a VPC, where it counts: it is not old, and when it was read the VPC had joined, had its zones as
 * far as the ledger knows, and nothing of it was changed since. Then it may end a reconcile that would find nothing to do, and no more.
 */
export function readInBulk(
  { clock }: Pick<WorkerContext, 'clock'>,
  zones: ZonesRead | undefined,
  former: Records,
): NonNullable<Run['read']> {
  if (zones === undefined || clock.now().getTime() - Date.parse(zones.at) > OLDEST_MS) return () => undefined;
  return (vpcId) => {
    const [of, record] = [zones.vpcs[vpcId], former.get(vpcId)];
    if (of === undefined || record?.state !== 'joined' || record.concepts[privateZone.kind] !== 'in-sync')
      return undefined;
    const { since, changedAt = since } = record;
    return since < zones.at && changedAt < zones.at ? { zones: { read: zones.zoneIds, of } } : undefined;
  };
}
