import type { WorkerContext } from '../dispatch/worker-context';
import type { Queues } from '../hub/queues';
import type { HubRecords } from '../hub/records';
import type { Hubs, LandingZone } from '../landing-zone';
import { READ_ROLE, VERSION, type WorkerName } from '../names';
import type { Connection } from './connection';

const nothing = (): void => undefined;
const nothingLater = (): Promise<void> => Promise.resolve();
const NO_QUEUES: Queues = { send: nothingLater, sendAll: nothingLater, sendLater: nothingLater, delay: nothingLater };

/** What a worker has that an operator lets plan: it sends, logs and counts nothing, and its roles only read. `records` must write nothing. */
export const planningContext = (
  {
    landingZone,
    clock,
    sessions,
    organization,
  }: Omit<Connection, 'landingZone'> & { readonly landingZone: LandingZone },
  { worker, hubs, records }: { readonly worker: WorkerName; readonly hubs: Hubs; readonly records: HubRecords },
): WorkerContext => ({
  worker: { name: worker, spokeRole: READ_ROLE, managementRole: 'operator-read' },
  landingZone: { ...landingZone, guards: { ...landingZone.guards, planOnly: true } },
  ...{ hubs, clock, sessions, organization, ...records },
  queues: NO_QUEUES,
  telemetry: { info: nothing, error: nothing, count: nothing },
  provenance: { configHash: '', version: VERSION },
});
