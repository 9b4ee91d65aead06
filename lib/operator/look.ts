import type { WorkerDeclaration, Worker } from '../dispatch/worker';
import { openSpoke, type WorkerContext } from '../dispatch/worker-context';
import type { SpokeContext } from '../dispatch/spoke-context';
import { hubRecords, type HubRecords } from '../hub/records';
import type { Queues } from '../hub/queues';
import type { LandingZone } from '../landing-zone';
import { READ_ROLE, VERSION, type SpokeAddress, type WorkerName } from '../names';
import type { Report } from '../reconcile/engine';
import { enroll } from '../workers/enroll';
import { worker as enrollDeclaration } from '../workers/enroll/worker';
import { grantPull } from '../workers/grant-pull';
import { worker as grantPullDeclaration } from '../workers/grant-pull/worker';
import { join } from '../workers/join';
import { worker as joinDeclaration } from '../workers/join/worker';
import type { Connection } from './connection';

interface Planner {
  readonly declaration: WorkerDeclaration;
  readonly make: (context: WorkerContext) => Worker;
}

const PLANNERS: Readonly<Record<WorkerName, Planner>> = {
  enroll: { declaration: enrollDeclaration, make: enroll },
  join: { declaration: joinDeclaration, make: join },
  'grant-pull': { declaration: grantPullDeclaration, make: grantPull },
};

/** The clients that `lookAt` needs, beside the one of DynamoDB. */
export const LOOK_SERVICES = [...new Set(Object.values(PLANNERS).flatMap(({ declaration }) => declaration.services))];

/** What a worker would find and change in a spoke now. */
export interface Look {
  readonly reports: readonly Report[];
  /** The spoke, with the reads that the worker has made. */
  readonly spoke: SpokeContext;
}

/**
 * Lets a worker read a spoke and plan, as it does when it is woken, and changes nothing: its mode is `plan`, what it would
 * record, announce or send is dropped, and the roles of operators only read.
 * `landingZone`: another config than the connection's, to see what it would change.
 * @throws a `Failure` where AWS refuses a read
 */
export async function lookAt(
  connection: Connection,
  name: WorkerName,
  address: SpokeAddress,
  landingZone: LandingZone = connection.landingZone,
): Promise<Look> {
  const { clock, sessions, organization, hub } = connection;
  const context: WorkerContext = {
    worker: { name, spokeRole: READ_ROLE, managementRole: 'operator-read' },
    landingZone: { ...landingZone, guards: { ...landingZone.guards, planOnly: true } },
    hubs: await connection.hubs(),
    ...{ clock, sessions, organization },
    ...readOnly(hubRecords(landingZone, hub)),
    queues: NO_QUEUES,
    telemetry: { info: nothing, error: nothing, count: nothing },
    provenance: { configHash: '', version: VERSION },
  };
  const { freezes } = await context.ledger.spoke(name, address);
  const spoke = openSpoke(context, address, { resumed: false, because: 'an operator looks', freezes });
  return { reports: await PLANNERS[name].make(context).reconcile(spoke), spoke };
}

const nothing = (): void => undefined;
const nothingLater = (): Promise<void> => Promise.resolve();
const NO_QUEUES: Queues = { send: nothingLater, sendAll: nothingLater, sendLater: nothingLater, delay: nothingLater };

/** The records of the hub, of which nothing is written. */
function readOnly({ ledger, admissions, leaves, foreign }: HubRecords): HubRecords {
  return {
    ledger: {
      ...ledger,
      putSpoke: nothingLater,
      clearWait: nothingLater,
      putAccountChange: nothingLater,
      putTarget: nothingLater,
    },
    admissions: {
      ofSpoke: (spoke) => admissions.ofSpoke(spoke),
      ofVpcs: (vpcs) => admissions.ofVpcs(vpcs),
      overlapping: (cidrs) => admissions.overlapping(cidrs),
      waitingFor: (cidrs) => admissions.waitingFor(cidrs),
      hold: () => Promise.resolve([]),
      leave: nothingLater,
      release: nothingLater,
      waitFor: nothingLater,
      forgetFreed: nothingLater,
    },
    leaves: {
      ask: (question, options) => leaves.ask(question, { ...options, dry: true }),
      held: () => leaves.held(),
      confirm: nothingLater,
    },
    foreign: { last: (region) => foreign.last(region), record: nothingLater },
    announce: nothingLater,
  };
}
