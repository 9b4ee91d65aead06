import { ledgerTable } from '../../../lib/hub/ledger-table';
import { Organization } from '../../../lib/aws/read/organization';
import { queues, type Queues } from '../../../lib/hub/queues';
import { organizations } from '../../../lib/aws/sdk/services';
import { parseHub } from '../../../lib/landing-zone';
import type { Ledger } from '../../../lib/hub/ledger';
import type { Report } from '../../../lib/reconcile/engine';
import type { Trade, Wake } from '../../../lib/dispatch/wake-up';
import type { Workpiece, Workplace } from '../../../lib/dispatch/context';
import { deployPlumbing } from '../../world/assembly/plumbing';
import { buildOrganization, worldOf } from '../../world/organization';
import type { World } from '../../twin/world';
import { configOf, landingZone, REGION, sessionsOf } from '../../world/hub-services';
import { HUB_IDS } from '../reconcile/concepts';

export const MANAGEMENT = landingZone.organization.managementAccountId;

export interface Scene {
  readonly world: World;
  readonly place: Workplace;
  readonly queues: Queues;
  /** The account `dev`, in the hub's region. */
  readonly id: { readonly accountId: string; readonly region: string };
}

/** A worker's place of work in an organization whose hub has its ledger and queues, and nothing else. */
export async function scene(): Promise<Scene> {
  const world = worldOf(landingZone);
  const { accounts } = await buildOrganization(world, landingZone);
  const plumbing = await deployPlumbing(world, REGION);
  await world.clock.jump(60_000);
  const config = configOf(world);
  const sessions = sessionsOf(world, MANAGEMENT, [organizations]);
  const place: Workplace = {
    ...{ worker: 'join', landingZone, clock: world.clock, sessions },
    hub: parseHub(JSON.stringify({ ...HUB_IDS, ...plumbing })),
    organization: new Organization(sessions.own(MANAGEMENT, REGION), world.clock),
    ledger: ledgerTable(plumbing.ledgerTable, config),
    announce: () => Promise.resolve(),
    roles: { spoke: 'spoke', management: 'management' },
  };
  world.calls.length = 0;
  return { world, place, queues: queues(config), id: { accountId: accounts['dev'] ?? '', region: REGION } };
}

/** A trade that does as it is told, and tells how often it was asked. */
export class Told implements Trade {
  steps: Trade['steps'] = [];
  watches: unknown = 'nothing';
  reports: readonly Report[] = [];
  /** What a reconcile throws. */
  error: Error | undefined;
  /** For each reconcile, whether the attempt before it had died. */
  readonly reconciles: boolean[] = [];
  looks = 0;

  constructor(private readonly ledger?: { readonly of: Ledger; readonly hints: unknown[] }) {}

  watched(): Promise<unknown> {
    this.looks++;
    return Promise.resolve(this.watches);
  }

  async reconcile(piece: Workpiece): Promise<readonly Report[]> {
    const account = { id: piece.accountId, name: '', state: 'ACTIVE', ouPath: [], tags: {} };
    this.reconciles.push(piece.run(account).spoke({ spoke: {}, hub: {} }).resumed);
    this.ledger?.hints.push(await this.ledger.of.spoke('join', piece));
    if (this.error) throw this.error;
    return this.reports;
  }
}

export const waking = ({ id }: Scene, how: Partial<Wake> = {}): Wake => ({
  ...id,
  fresh: true,
  last: false,
  accountChanged: false,
  ...how,
});
