import { createHash } from 'node:crypto';
import { mostLeaves, type LeaveLimit } from '../landing-zone';
import { addressText } from '../names';
import { hasBegunToLeave, isInSameUnit, type Admissions, type VpcAddress } from './admissions';

/** What is recorded of the leaves of all spokes. A VPC is `<accountId>/<region>/<vpcId>`; times are ISO times. */
export interface LeaveWindow {
  /** Leaves that began within the last hour. */
  readonly begun: readonly { readonly vpc: string; readonly at: string }[];
  /** VPCs that wait for an operator, and when one of their reconciles last said so. */
  readonly held: readonly { readonly vpc: string; readonly seenAt: string }[];
  /** VPCs of a confirmed plan that have not begun to leave yet. */
  readonly confirmed: { readonly vpcs: readonly string[]; readonly at: string };
  /** How many plans were confirmed: a confirmation is for one plan, once. */
  readonly round: number;
}

export const NO_LEAVES: LeaveWindow = { begun: [], held: [], confirmed: { vpcs: [], at: '' }, round: 0 };

/** VPCs that are to leave because of the config or their tags. */
export interface LeaveRequest {
  readonly vpcs: readonly VpcAddress[];
  /** VPCs that were held back, and leave for another reason or stay. */
  readonly withdrawn: readonly VpcAddress[];
  /** The VPCs in the mesh, by id. */
  readonly attached: readonly string[];
}

/** The same, with a read of the VPCs in the mesh, which is made where their number counts only. */
export interface LeaveQuestion extends Omit<LeaveRequest, 'attached'> {
  readonly attached: () => Promise<readonly string[]>;
}

export interface LeaveAnswer {
  /** Ids of the VPCs whose leave may begin. */
  readonly allowed: ReadonlySet<string>;
  /** Why the others may not, for their teams: it names no other VPC. */
  readonly because?: string;
}

/** Whether VPCs may leave, counted over all spokes. Methods throw a `Failure` if DynamoDB refuses a call. */
export interface Leaves {
  /** `dry`: nothing is recorded. */
  ask(
    question: LeaveQuestion,
    options: { readonly limit: LeaveLimit; readonly now: Date; readonly dry?: boolean },
  ): Promise<LeaveAnswer>;
  /** The VPCs that wait for an operator, sorted, and the plan to confirm. */
  held(): Promise<{ readonly vpcs: readonly string[]; readonly plan: string }>;
  /** Confirms a plan: its VPCs leave unless, when it is applied, others would leave with them or some would stay. */
  confirm(plan: string, by: string): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** A VPC that no reconcile has named for so long waits no more. */
const FORGOTTEN_MS = 24 * HOUR_MS;
/** What is recorded of a VPC that waits is renewed after this time. */
const RENEW_MS = 6 * HOUR_MS;

/** `<accountId>/<region>/<vpcId>`. */
export const vpcText = (vpc: VpcAddress): string => `${addressText(vpc)}/${vpc.vpcId}`;

/** The name of a plan: 16 hexadecimal digits that depend on its VPCs and on how many plans were confirmed before. */
export const planOf = ({ round }: LeaveWindow, vpcs: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([round, [...vpcs].sort()]))
    .digest('hex')
    .slice(0, 16);

/**
 * Decides about leaves. The leaves of the last hour, those that wait, and those that are asked about count together: time alone
 * lets none of a wave through. If they are too many, all wait, unless an operator has confirmed exactly this plan.
 */
export function decideLeaves(
  before: LeaveWindow,
  { vpcs, withdrawn, attached }: LeaveRequest,
  {
    limit,
    now,
    confirmation,
  }: { readonly limit: LeaveLimit; readonly now: Date; readonly confirmation?: string | undefined },
): LeaveAnswer & { readonly after: LeaveWindow } {
  const age = (at: string): number => now.getTime() - Date.parse(at);
  const asking = vpcs.map(vpcText);
  const gone = withdrawn.map(vpcText);
  const begun = before.begun.filter(({ at }) => age(at) < HOUR_MS);
  const confirmed = age(before.confirmed.at) < FORGOTTEN_MS ? before.confirmed.vpcs : [];
  const known = [...begun.map(({ vpc }) => vpc), ...confirmed];
  const fresh = asking.filter((vpc) => !known.includes(vpc));
  const waiting = before.held.filter(({ vpc, seenAt }) => !gone.includes(vpc) && age(seenAt) < FORGOTTEN_MS);
  const wave = [...new Set([...waiting.map(({ vpc }) => vpc), ...fresh])].filter((vpc) => !known.includes(vpc)).sort();
  const rest = { begun, confirmed: { ...before.confirmed, vpcs: confirmed }, round: before.round };
  const all = new Set(vpcs.map(({ vpcId }) => vpcId));
  if (fresh.length === 0) return { allowed: all, after: { ...rest, held: waiting } };

  const at = now.toISOString();
  const plan = planOf(before, wave);
  if (plan === confirmation)
    return {
      allowed: all,
      after: { begun, held: [], confirmed: { vpcs: [...confirmed, ...wave], at }, round: before.round + 1 },
    };

  const mesh = new Set([...attached, ...begun.map(({ vpc }) => vpc.split('/').at(-1) ?? '')]).size;
  const most = mostLeaves(limit, mesh);
  const leaving = begun.length + wave.length;
  if (leaving <= most) {
    const held = waiting.filter(({ vpc }) => !fresh.includes(vpc));
    return { allowed: all, after: { ...rest, begun: [...begun, ...fresh.map((vpc) => ({ vpc, at }))], held } };
  }
  const seen = new Map(waiting.map(({ vpc, seenAt }) => [vpc, seenAt]));
  const held = wave.map((vpc) => {
    const seenAt = seen.get(vpc);
    return { vpc, seenAt: seenAt === undefined || (fresh.includes(vpc) && age(seenAt) > RENEW_MS) ? at : seenAt };
  });
  const other = confirmation === undefined ? '' : `; the plan that was confirmed, ${confirmation}, is another one`;
  return {
    allowed: new Set(vpcs.filter((vpc) => known.includes(vpcText(vpc))).map(({ vpcId }) => vpcId)),
    because: `${leaving} of the ${mesh} VPCs in the mesh would leave within an hour, and guards.maxLeaves allows ${most}: they wait until an operator confirms plan ${plan}, or the limit is raised${other}`,
    after: { ...rest, held },
  };
}

interface Announced extends VpcAddress {
  /** The present OU of its account. */
  readonly organizationalUnitId: string | undefined;
}

/**
 * Asks for all leaves that the config causes before the first of their spokes is reconciled, so that a wave waits as a whole. A
 * VPC whose account has been moved leaves in any case.
 */
export async function announceLeaves(
  { admissions, leaves }: { readonly admissions: Pick<Admissions, 'ofVpcs'>; readonly leaves: Pick<Leaves, 'ask'> },
  leaving: readonly Announced[],
  { attached, limit, now }: Pick<LeaveRequest, 'attached'> & { readonly limit: LeaveLimit; readonly now: Date },
): Promise<void> {
  const recorded = leaving.length === 0 ? [] : await admissions.ofVpcs(leaving);
  const vpcs = leaving.filter(({ vpcId, organizationalUnitId }) => {
    const admission = recorded.find((each) => each.vpcId === vpcId);
    return isInSameUnit(admission, organizationalUnitId) && !(admission && hasBegunToLeave(admission));
  });
  const inMesh = () => Promise.resolve(attached);
  if (vpcs.length > 0) await leaves.ask({ vpcs, withdrawn: [], attached: inMesh }, { limit, now });
}
