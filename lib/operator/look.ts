import type { WorkerDeclaration, Worker } from '../dispatch/worker';
import { openSpoke, type WorkerContext } from '../dispatch/worker-context';
import type { SpokeContext } from '../dispatch/spoke-context';
import type { LandingZone } from '../landing-zone';
import type { SpokeAddress, WorkerName } from '../names';
import type { Report } from '../reconcile/engine';
import { enroll } from '../workers/enroll';
import { worker as enrollDeclaration } from '../workers/enroll/worker';
import { grantPull } from '../workers/grant-pull';
import { worker as grantPullDeclaration } from '../workers/grant-pull/worker';
import { join } from '../workers/join';
import { worker as joinDeclaration } from '../workers/join/worker';
import type { Connection } from './connection';
import { readRecords } from './plan-records';
import { planningContext } from './planning-context';

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
  const context = planningContext(
    { ...connection, landingZone },
    { worker: name, hubs: await connection.hubs(), records: readRecords(landingZone, connection.hub) },
  );
  const { freezes } = await context.ledger.spoke(name, address);
  const spoke = openSpoke(context, address, { resumed: false, because: 'an operator looks', freezes });
  return { reports: await PLANNERS[name].make(context).reconcile(spoke), spoke };
}
