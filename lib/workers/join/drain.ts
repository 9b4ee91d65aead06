import type { Vpc } from '../../aws/read/shapes';
import { isFailure } from '../../aws/sdk/failure';
import { dhcpOptions } from '../../concepts/dhcp-options';
import type { VpcAdmission } from '../../hub/admissions';
import { DRAIN, FORMER, STATUS, parseStatus } from '../../names';
import type { LeaveTarget } from '../../reconcile/target';
import type { DecisionInput } from './range-decisions';

/** A drain that has not ended so long after its time waits for something else: the path is closed without it. */
const LATE_MS = 3_600_000;

/**
 * The drain of a VPC that leaves: until when its path stays, because its instances still ask the hub's resolver. As long as the
 * VPC uses DHCP options of ours the drain has not begun, and would begin now. Undefined where it is late, or the team skips it.
 */
export async function drainOf(
  input: DecisionInput,
  vpc: Vpc,
  recorded: VpcAdmission | undefined,
): Promise<LeaveTarget['drain']> {
  if (vpc.tags[DRAIN] === '0') return undefined;
  // The hub's side of such a VPC is undone: it has no path.
  if (recorded?.releasedAt !== undefined) return {};
  const { landingZone, clock } = input.context;
  const now = clock.now().getTime();
  const ms = landingZone.leave.drainMinutes * 60_000;
  if (recorded?.leavingSince !== undefined && now - Date.parse(recorded.leavingSince) > ms + LATE_MS) return undefined;
  if (ms > 0 && (await usesOurOptions(input, vpc))) return { until: new Date(now + ms) };
  if (recorded?.drainedUntil !== undefined) return { until: new Date(recorded.drainedUntil) };
  // 0.1.0 kept the end of the drain in the VPC's tag only.
  const status = recorded?.leavingSince === undefined ? parseStatus(vpc.tags[STATUS]) : undefined;
  return status?.phase === 'leaving' && status.drainedUntil ? { until: status.drainedUntil } : {};
}

async function usesOurOptions({ context, spoke }: DecisionInput, { dhcpOptionsId }: Vpc): Promise<boolean> {
  const { concepts } = context.landingZone.join;
  if (concepts !== 'all' && !concepts.some((name) => name === dhcpOptions.kind)) return false;
  try {
    const sets = await spoke.reads.dhcpOptions();
    return sets.some((set) => set.dhcpOptionsId === dhcpOptionsId && set.tags[FORMER] !== undefined);
  } catch (error) {
    // The concept reads the sets itself, and reports what it cannot read.
    if (!isFailure(error)) throw error;
    return false;
  }
}
