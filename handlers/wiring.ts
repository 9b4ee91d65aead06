import { Organization } from '../lib/aws/read/organization';
import { Sessions, type ServiceClient, type Session } from '../lib/aws/sdk/session';
import type { Telemetry } from '../lib/dispatch/telemetry';
import { fingerprintOf } from '../lib/dispatch/fingerprint';
import type { WorkerDeclaration } from '../lib/dispatch/worker';
import type { WorkerContext } from '../lib/dispatch/worker-context';
import { dynamodb, eventbridge, sqs } from '../lib/aws/sdk/services';
import { hubRecords } from '../lib/hub/records';
import { queues, type Queues } from '../lib/hub/queues';
import { administratorAccount, administratorRoleArn } from '../lib/landing-zone';
import { VERSION, type ManagementRole } from '../lib/names';
import type { Runtime } from './runtime';

/** The clients of the hub account, and sessions in other accounts. */
export interface Wiring {
  readonly sessions: Sessions;
  readonly organization: Organization;
  readonly queues: Queues;
  /** The function's own credentials in the hub account. */
  readonly own: Session;
}

/** Makes the clients of one function instance; it reads the organization with `role`. */
export function wire(
  { clock, random, credentials, requestHandler, landingZone, env }: Runtime,
  services: readonly ServiceClient[],
  role: ManagementRole,
): Wiring {
  const transport = { ...(requestHandler ? { requestHandler } : {}), ...(credentials ? { credentials } : {}) };
  const sessions = new Sessions({
    clock,
    ...(random ? { random } : {}),
    services: [...services, sqs],
    stsRegion: landingZone.stsRegion,
    tagPrefix: landingZone.tags.prefix,
    ...transport,
  });
  const management = sessions.assumed({
    accountId: administratorAccount(landingZone),
    region: landingZone.stsRegion,
    roleArn: administratorRoleArn(landingZone, role),
    sessionName: env.AWS_LAMBDA_FUNCTION_NAME,
  });
  const own = sessions.own(landingZone.hub.accountId, env.AWS_REGION);
  return { sessions, organization: new Organization(management, clock), queues: queues(own), own };
}

/** The context of one instance of a worker's function. */
export function workerContext(runtime: Runtime, worker: WorkerDeclaration, telemetry: Telemetry): WorkerContext {
  const { landingZone, hubs, clock } = runtime;
  const { own, ...clients } = wire(runtime, [...worker.services, dynamodb, eventbridge], worker.managementRole);
  return {
    ...{ worker, landingZone, hubs, clock, telemetry, ...clients },
    provenance: { configHash: fingerprintOf(landingZone), version: VERSION },
    ...hubRecords(landingZone, own),
  };
}
