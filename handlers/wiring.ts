import { DhcpSets } from '../lib/aws/read/dhcp-sets';
import { Organization } from '../lib/aws/read/organization';
import type { ServiceClient, Session, Sessions } from '../lib/aws/sdk/session';
import type { Telemetry } from '../lib/dispatch/telemetry';
import { fingerprintOf } from '../lib/dispatch/fingerprint';
import type { WorkerDeclaration } from '../lib/dispatch/worker';
import type { WorkerContext } from '../lib/dispatch/worker-context';
import { dynamodb, eventbridge } from '../lib/aws/sdk/services';
import { Pace } from '../lib/hub/pace';
import { hubRecords } from '../lib/hub/records';
import { queues, type Queues } from '../lib/hub/queues';
import { accountTurnMs } from '../lib/landing-zone';
import { LEDGER_TABLE, VERSION, type ManagementRole } from '../lib/names';
import type { Runtime } from './runtime';
import { sessionsOf } from './sessions';

/** The clients of the hub account, and sessions in other accounts. */
export interface Wiring {
  readonly sessions: Sessions;
  readonly organization: Organization;
  readonly queues: Queues;
  /** The function's role where the organization is administered. */
  readonly management: Session;
  /** The function's own credentials in the hub account. */
  readonly own: Session;
}

/** Makes the clients of one function instance; it reads the organization with `role`. */
export function wire(runtime: Runtime, services: readonly ServiceClient[], role: ManagementRole): Wiring {
  const { sessions, management, own } = sessionsOf(runtime, services, role);
  const organization = new Organization(management, runtime.clock);
  return { sessions, organization, queues: queues(own), management, own };
}

/** The context of one instance of a worker's function. */
export function workerContext(runtime: Runtime, worker: WorkerDeclaration, telemetry: Telemetry): WorkerContext {
  const { landingZone, hubs, clock } = runtime;
  const services = [...worker.services, dynamodb, eventbridge];
  const { sessions, management, own } = sessionsOf(runtime, services, worker.managementRole);
  const pace = new Pace(LEDGER_TABLE, own, clock, ({ message }) =>
    telemetry.error('pace not kept', { because: message }),
  );
  const ms = accountTurnMs(landingZone);
  const organization = new Organization(management, clock, (key) => pace.take({ bucket: 'account', key, ms }));
  return {
    ...{ worker, landingZone, hubs, clock, telemetry, sessions, organization, pace, queues: queues(own) },
    dhcpSets: new DhcpSets(clock),
    provenance: { configHash: fingerprintOf(landingZone), version: VERSION },
    ...hubRecords(landingZone, own),
  };
}
