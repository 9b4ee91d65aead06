import type { MeshAttachment } from '../aws/read/shapes';
import { attachmentReads, calls as attachmentCalls } from '../aws/read/attachment-reads';
import { readOnce } from '../aws/read/once';
import { bind } from '../aws/sdk/calls';
import { failureOrBug } from '../aws/sdk/failure';
import type { Session } from '../aws/sdk/session';
import { spokeContext, type SpokeContext } from '../dispatch/spoke-context';
import { isHub, whyFrozen } from '../dispatch/worker-context';
import type { Freezes } from '../hub/freezes';
import { hubOf, isSpoke, namingOf, type Hubs } from '../landing-zone';
import { MANAGED, READ_ROLE, spokeRoleArn, type SpokeAddress } from '../names';
import type { Report } from '../reconcile/engine';
import { heldBack } from '../reconcile/guards';
import { membershipOf } from '../reconcile/target';
import { join } from '../workers/join';
import type { Connection } from './connection';
import { asking, plannedHub, readOnly, withPlannedNames, withoutPlanned } from './planned-hub';
import { plannedTarget, type PlannedTarget } from './planned-target';
import { memoryRecords, readRecords, type PlanRecords } from './plan-records';
import { planningContext } from './planning-context';
import { OperatorError } from './operator-error';

/** What is planned: one VPC, one account, or everything. */
interface PlanScope {
  readonly accountId?: string;
  readonly vpcId?: string;
  /** Also VPCs that are attached to the transit gateway and do not ask: what would be done once they do. */
  readonly all: boolean;
}

export interface PlanOptions {
  readonly connection: Connection;
  readonly scope: PlanScope;
  /** The name of the role in spokes, with its path; absent: the one of operators. */
  readonly role?: string;
  /** Is told what is read now. */
  readonly progress?: (text: string) => void;
}

export interface Plan {
  readonly deployed: boolean;
  readonly targets: readonly PlannedTarget[];
  /** What could not be read. A plan with one is not complete. */
  readonly unread: readonly string[];
}

interface Planning extends Pick<PlanOptions, 'connection' | 'role'> {
  readonly hubs: Hubs;
  readonly records: PlanRecords;
  readonly deployed: boolean;
  readonly attachments: readonly MeshAttachment[];
  readonly scope: PlanScope;
}

/**
 * What the functions would do in the organization, as they would plan it themselves. It changes nothing: its sessions refuse every
 * call that writes. Where no hub is deployed, there are no records of admitted ranges: the routes of the transit gateway count, and
 * the VPCs of this plan, in the order of their accounts.
 * @throws a `Failure` where the organization or the hub cannot be read; what cannot be read of a spoke is in the plan
 */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { connection, scope, progress = () => undefined } = options;
  const { landingZone, region } = connection;
  const found = await connection.findHubs();
  const hubs = found ?? { [region]: plannedHub(landingZone) };
  const hub = readOnly(withoutPlanned(connection.hub));
  const planning: Planning = {
    ...options,
    ...{ hubs, scope, deployed: found !== undefined },
    records: found === undefined ? memoryRecords() : readRecords(landingZone, hub),
    attachments: await mesh(hub, hubOf(hubs, region).transitGatewayId),
  };
  const accounts = await accountsOf(planning);
  const targets: PlannedTarget[] = [];
  const unread: string[] = [];
  for (const [index, accountId] of accounts.entries()) {
    progress(`reading account ${accountId}, ${index + 1} of ${accounts.length}`);
    const planned = await planSpoke(planning, { accountId, region });
    targets.push(...planned.targets);
    unread.push(...planned.unread);
  }
  const { vpcId } = scope;
  const chosen = vpcId === undefined ? targets : targets.filter(({ key }) => key === vpcId);
  if (vpcId !== undefined && chosen.length === 0 && unread.length === 0) throw notFound(planning, vpcId);
  return { deployed: planning.deployed, targets: chosen, unread };
}

const notFound = ({ attachments }: Planning, vpcId: string): OperatorError =>
  attachments.some((each) => each.vpcId === vpcId)
    ? new OperatorError({
        found: `${vpcId}, which belongs to no segment and asks for none`,
        next: `set its tag, or look at ${vpcId} with --all`,
      })
    : new OperatorError({
        found: `no ${vpcId} that asks to join or is attached`,
        expected: 'the id of a VPC of an account that may use a segment',
        next: 'name its account to see why: wheelwright plan <account>',
      });

const mesh = (hub: Session, transitGatewayId: string): Promise<readonly MeshAttachment[]> =>
  attachmentReads(bind(attachmentCalls, hub), readOnce().once, { transitGatewayId, accountId: hub.accountId }).mesh();

/** Those that may use a segment, those with an attachment, and the hub's. An account or VPC of the scope is one. */
async function accountsOf({ connection, scope, attachments }: Planning): Promise<readonly string[]> {
  const { landingZone, organization } = connection;
  if (scope.accountId !== undefined) return [scope.accountId];
  const owner = attachments.find(({ vpcId }) => vpcId === scope.vpcId)?.accountId;
  if (owner !== undefined) return [owner];
  const members = (await organization.allAccounts()).filter((account) => isSpoke(landingZone, account));
  const owners = attachments.filter(({ resourceType }) => resourceType === 'vpc').map(({ accountId }) => accountId);
  const all = [...new Set([...members.map(({ id }) => id), ...owners, landingZone.hub.accountId])];
  return scope.vpcId === undefined ? all.sort() : all.filter((id) => id !== landingZone.hub.accountId).sort();
}

async function planSpoke(planning: Planning, address: SpokeAddress): Promise<Pick<Plan, 'targets' | 'unread'>> {
  const { connection, records } = planning;
  const { landingZone, organization } = connection;
  try {
    const account = await organization.account(address.accountId);
    const { spoke, assumed, freezes } = await openToRead(planning, address);
    const context = planningContext(connection, { worker: 'join', hubs: planning.hubs, records });
    const reports = await join(context).reconcile(spoke);
    records.admit(reports.flatMap((report) => rangesOf(report, address)));
    const vpcs = isHub(landingZone, address) ? [] : await spoke.reads.vpcs();
    const inputs = { landingZone, hub: hubOf(planning.hubs, address.region), attachments: planning.attachments };
    const targets = reports.map((report) => {
      const frozen = whyFrozen(landingZone, account, freezes, report.target);
      return plannedTarget(inputs, account, report, { vpcs, assumed, frozen });
    });
    return { targets, unread: reports.flatMap(failures) };
  } catch (error) {
    const failure = failureOrBug(error, { action: 'a plan', ...address });
    return { targets: [], unread: [withPlannedNames(failure.message)] };
  }
}

/** A report whose read failed, or that AWS was too busy for, is no plan. */
const failures = ({ outcomes }: Report): readonly string[] =>
  [...outcomes.values()].flatMap((outcome) =>
    'failure' in outcome ? [withPlannedNames(outcome.failure.message)] : [],
  );

interface Opened {
  readonly spoke: SpokeContext;
  /** The VPCs that do not ask, and are planned as if they did. */
  readonly assumed: ReadonlySet<string>;
  readonly freezes: Freezes;
}

async function openToRead(planning: Planning, address: SpokeAddress): Promise<Opened> {
  const { connection, hubs, records, scope, attachments } = planning;
  const { landingZone, clock, sessions, operator } = connection;
  const { accountId, region } = address;
  const limited = (session: Session): Session => readOnly(withoutPlanned(session));
  const unmanaged =
    scope.all || scope.vpcId !== undefined ? attachments.filter((each) => each.accountId === accountId) : [];
  const asked = new Set(unmanaged.filter(({ tags }) => tags[MANAGED] !== 'true').map(({ vpcId }) => vpcId));
  const chosen = scope.all ? asked : new Set([...asked].filter((vpcId) => vpcId === scope.vpcId));
  const own = sessions.own(accountId, region);
  const enter = (id: string): Session =>
    sessions.assumed({ accountId: id, region, roleArn: roleOf(planning, id), sessionName: operator });
  const entered = isHub(landingZone, address) ? own : enter(accountId);
  const { freezes } = await records.ledger.spoke('join', address);
  const assumed = new Set<string>();
  const spoke = spokeContext({
    ...{ address, landingZone, clock, freezes, hub: hubOf(hubs, region), resumed: false, because: 'a plan' },
    sessions: {
      spoke: asking(limited(entered), chosen, { joinKey: namingOf(landingZone).tags.join, assumed }),
      hub: limited(connection.hub),
      management: limited(connection.hub),
      owner: (owner) => limited(enter(owner)),
    },
    mode: () => 'plan',
    // A freeze would end the plan at the first change: what it holds is planned, and said to be held.
    guards: () => [heldBack],
  });
  return { spoke, assumed, freezes };
}

const roleOf = ({ connection: { landingZone }, role }: Planning, accountId: string): string =>
  role === undefined
    ? spokeRoleArn(accountId, READ_ROLE, namingOf(landingZone))
    : `arn:aws:iam::${accountId}:role/${role}`;

const rangesOf = ({ target }: Report, { accountId, region }: SpokeAddress) => {
  const membership = membershipOf(target);
  if (membership === undefined || membership.quarantined) return [];
  const { segment, cidrs } = membership;
  return cidrs.map((cidr) => ({ accountId, region, vpcId: target.key, cidr, segment, admittedAt: '' }));
};
