import type { Attachment, Vpc } from '../../aws/read/shapes';
import { hubOf } from '../../landing-zone';
import { membershipOf, type Target } from '../../reconcile/target';
import type { DecisionInput } from './range-decisions';

/**
 * Whether the VPC was in order when it was looked at last, and nothing was heard of it since: the messages name others, or a
 * reconcile before a wait has found it so. What can be told without further reads must still be so. Whether it may stay is decided
 * anew in any case.
 */
export function isInOrder(
  { context, spoke, former, writes }: DecisionInput,
  { vpcId, cidrs }: Vpc,
  attachment: Attachment | undefined,
): boolean {
  const { concerned } = spoke;
  if (!writes(vpcId) || concerned === 'all' || concerned.has(vpcId)) return false;
  const record = former.get(vpcId);
  if (record?.state !== 'joined' || record.reason !== undefined || record.flags.length > 0) return false;
  if (record.tagIs !== undefined || record.unreadable !== undefined || record.plan.length > 0) return false;
  if (JSON.stringify(record.cidrs) !== JSON.stringify(cidrs)) return false;
  const states = Object.values(record.concepts);
  if (states.length === 0 || states.some((state) => state !== 'in-sync')) return false;
  const { routeTableIds } = hubOf(context.hubs, spoke.region);
  const { association, state } = attachment ?? {};
  return (
    state === 'available' &&
    association?.state === 'associated' &&
    association.routeTableId === routeTableIds[record.segment ?? '']
  );
}

/** Whether the decision about such a VPC lets it stay as it is. */
export function staysInOrder(
  { former }: DecisionInput,
  { vpc, target }: { readonly vpc: Vpc; readonly target?: Target },
): boolean {
  const membership = target && membershipOf(target);
  const isSame = membership?.segment === former.get(vpc.vpcId)?.segment;
  return isSame && membership?.quarantined === false && target?.reason === undefined;
}
