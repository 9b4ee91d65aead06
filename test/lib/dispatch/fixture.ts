import { Organization } from '../../../lib/aws/read/organization';
import { organizations } from '../../../lib/aws/sdk/services';
import type { ReconcileTrigger } from '../../../lib/dispatch/reconcile-spoke';
import type { SpokeContext } from '../../../lib/dispatch/spoke-context';
import type { Worker } from '../../../lib/dispatch/worker';
import type { WorkerContext } from '../../../lib/dispatch/worker-context';
import type { Ledger } from '../../../lib/hub/ledger';
import { foreignTable } from '../../../lib/hub/foreign';
import { LeavesTable } from '../../../lib/hub/leaves-table';
import { AdmissionsTable } from '../../../lib/hub/admissions-table';
import { ledgerTable } from '../../../lib/hub/ledger-table';
import { queues } from '../../../lib/hub/queues';
import { ADMISSIONS_TABLE, LEDGER_TABLE, type SpokeAddress } from '../../../lib/names';
import type { Report } from '../../../lib/reconcile/engine';
import type { Target } from '../../../lib/reconcile/target';
import type { World } from '../../twin/world';
import { deployQueuesAndLedger } from '../../world/assembly/plumbing';
import { hubSession, landingZone, REGION, sessionsOf } from '../../world/hub-services';
import { buildOrganization, worldOf } from '../../world/organization';
import { SharedWorlds } from '../../world/shared';
import { HUB_IDS } from '../reconcile/concepts';
import { SILENT } from './telemetry';

export const MANAGEMENT = landingZone.organization.managementAccountId;

export interface Scene {
  readonly world: World;
  readonly context: WorkerContext;
  /** The account `dev`, in the hub's region. */
  readonly address: SpokeAddress;
}

interface Ground {
  readonly world: World;
  readonly accounts: Readonly<Record<string, string>>;
}
const grounds = new SharedWorlds<Ground>();

async function buildGround(): Promise<Ground> {
  const world = worldOf(landingZone);
  const { accounts } = await buildOrganization(world, landingZone);
  await deployQueuesAndLedger(world, REGION);
  await world.clock.jump(60_000);
  world.calls.length = 0;
  return { world, accounts };
}

/**
 * The context of a worker's function, in an organization whose hub has only its ledger and queues: the same world each time,
 * brought back to its beginning.
 */
export async function buildScene(): Promise<Scene> {
  const { world, accounts } = await grounds.begin('ledger and queues', buildGround);
  const sessions = sessionsOf(world, MANAGEMENT, [organizations]);
  const hub = hubSession(world);
  const context: WorkerContext = {
    ...{ landingZone, clock: world.clock, sessions, queues: queues(hub) },
    worker: { name: 'join', spokeRole: 'join', managementRole: 'org-read' },
    hubs: { [REGION]: HUB_IDS },
    organization: new Organization(sessions.own(MANAGEMENT, REGION), world.clock),
    ledger: ledgerTable(LEDGER_TABLE, hub),
    admissions: new AdmissionsTable(ADMISSIONS_TABLE, hub),
    leaves: new LeavesTable(ADMISSIONS_TABLE, hub),
    foreign: foreignTable(ADMISSIONS_TABLE, hub),
    announce: () => Promise.resolve(),
    telemetry: SILENT,
    provenance: { configHash: 'f00', version: '0.0.0' },
  };
  return { world, context, address: { accountId: accounts['dev'] ?? '', region: REGION } };
}

const NO_TARGET: Target = { key: '', intent: 'join', because: '' };

/** A worker that returns given reports and counts its calls. */
export class ScriptedWorker implements Worker {
  steps: Worker['steps'] = [];
  watchedValue: unknown = 'nothing';
  reports: readonly Report[] = [];
  /** The error that a reconcile throws. */
  error: Error | undefined;
  /** For each reconcile, whether the attempt before it died. */
  readonly reconciles: boolean[] = [];
  /** For each reconcile, the keys that it has to look at, and what it takes over of the VPC `vpc-1` at `query-log`. */
  readonly concerned: (readonly string[] | 'all')[] = [];
  readonly takenOver: unknown[] = [];
  /** For each reconcile, what a sweep has read of zones. */
  readonly zones: unknown[] = [];
  watchedCalls = 0;

  constructor(private readonly ledger?: { readonly of: Ledger; readonly hints: unknown[] }) {}

  watched(): Promise<unknown> {
    this.watchedCalls++;
    return Promise.resolve(this.watchedValue);
  }

  async reconcile(spoke: SpokeContext): Promise<readonly Report[]> {
    const account = { id: spoke.accountId, name: '', state: 'ACTIVE', ouPath: [], tags: {} };
    this.reconciles.push(spoke.run(account).spoke({ spoke: {}, hub: {} }).resumed);
    this.concerned.push(spoke.concerned === 'all' ? 'all' : [...spoke.concerned]);
    this.takenOver.push(spoke.run(account).known?.(this.reports[0]?.target ?? NO_TARGET, 'query-log'));
    this.zones.push(spoke.zones);
    this.ledger?.hints.push((await this.ledger.of.spoke('join', spoke)).record);
    if (this.error) throw this.error;
    return this.reports;
  }
}

export const triggerOf = ({ address }: Scene, how: Partial<ReconcileTrigger> = {}): ReconcileTrigger => ({
  ...address,
  hasNewMessage: true,
  hasOldMessage: how.hasNewMessage === false,
  named: 'all',
  lastAttempt: false,
  accountChanged: false,
  because: 'a test',
  ...how,
});
