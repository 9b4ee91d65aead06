import { LeavesTable } from '../hub/leaves-table';
import { ADMISSIONS_TABLE, type SpokeAddress } from '../names';
import type { Connection } from './connection';
import { OperatorError } from './operator-error';
import { wakeSpokes } from './wake';

type Hub = Pick<Connection, 'hub' | 'clock' | 'landingZone' | 'operator'>;

/** A plan that waits for a confirmation: these VPCs, `<accountId>/<region>/<vpcId>`, would leave the mesh. */
export interface HeldPlan {
  readonly plan: string;
  readonly vpcs: readonly string[];
}

/** The plan that waits now; undefined where none does. */
export async function heldPlan({ hub }: Pick<Hub, 'hub'>): Promise<HeldPlan | undefined> {
  const held = await new LeavesTable(ADMISSIONS_TABLE, hub).held();
  return held.vpcs.length === 0 ? undefined : held;
}

/**
 * The plan of this name, if it is the one that waits.
 * @throws OperatorError for another name
 */
export async function planNamed(connection: Hub, plan: string): Promise<HeldPlan> {
  const held = await heldPlan(connection);
  if (held?.plan === plan) return held;
  throw new OperatorError({
    found: held === undefined ? 'no plan that waits' : `plan ${held.plan} with ${held.vpcs.length} VPCs`,
    expected: `plan ${plan}`,
    next: 'look at what waits with wheelwright apply; a plan has another name once a VPC has come to it or left it',
  });
}

/** Confirms a plan, and wakes the spokes of its VPCs. Each reconcile plans anew, and lets nothing leave if the plan is another one. */
export async function confirmPlan(connection: Hub, { plan, vpcs }: HeldPlan): Promise<void> {
  await new LeavesTable(ADMISSIONS_TABLE, connection.hub).confirm(plan, connection.operator);
  const spokes = new Map(vpcs.map((vpc) => [vpc.slice(0, vpc.lastIndexOf('/')), addressOf(vpc)]));
  await wakeSpokes(connection, [...spokes.values()], `plan ${plan} confirmed`, ['join']);
}

function addressOf(vpc: string): SpokeAddress {
  const [accountId = '', region = ''] = vpc.split('/');
  return { accountId, region };
}
