import { Organization } from '../lib/aws/read/organization';
import { ClockRetryStrategy } from '../lib/aws/sdk/retry-strategy';
import { Sessions, type ClientConfig, type ServiceClient } from '../lib/aws/sdk/session';
import type { WorkerDeclaration } from '../lib/dispatch/worker';
import type { WorkerContext } from '../lib/dispatch/worker-context';
import { AdmissionsTable } from '../lib/hub/admissions-table';
import { dynamodb } from '../lib/aws/sdk/services';
import { ledgerTable } from '../lib/hub/ledger-table';
import { notices } from '../lib/hub/notices';
import { queues, type Queues } from '../lib/hub/queues';
import { busArn } from '../lib/landing-zone';
import { ADMISSIONS_TABLE, LEDGER_TABLE, cleanFields, managementRoleName, type ManagementRole } from '../lib/names';
import type { Runtime } from './runtime';

/** The clients of the hub account, and sessions in other accounts. */
export interface Wiring {
  readonly sessions: Sessions;
  readonly organization: Organization;
  readonly queues: Queues;
  readonly config: ClientConfig;
}

/** Makes the clients of one function instance; it reads the organization with `role`. */
export function wire(
  { clock, credentials, requestHandler, landingZone, env }: Runtime,
  services: readonly ServiceClient[],
  role: ManagementRole,
): Wiring {
  const transport = { ...(requestHandler ? { requestHandler } : {}), ...(credentials ? { credentials } : {}) };
  const sessions = new Sessions({ clock, services, stsRegion: landingZone.stsRegion, ...transport });
  const management = sessions.assumed({
    accountId: landingZone.organization.managementAccountId,
    region: landingZone.stsRegion,
    roleName: managementRoleName(role),
    sessionName: env.AWS_LAMBDA_FUNCTION_NAME,
  });
  const config = { region: env.AWS_REGION, retryStrategy: new ClockRetryStrategy(clock), ...transport };
  return { sessions, organization: new Organization(management, clock), queues: queues(config), config };
}

/** The context of one instance of a worker's function. */
export function workerContext(runtime: Runtime, worker: WorkerDeclaration): WorkerContext {
  const { landingZone, hubs, clock } = runtime;
  const { config, ...clients } = wire(runtime, [...worker.services, dynamodb], worker.managementRole);
  const { accountId, region } = landingZone.hub;
  const announce = notices(busArn(landingZone, 'outbound'), config);
  return {
    ...{ worker, landingZone, hubs, clock, ...clients },
    ledger: ledgerTable(LEDGER_TABLE, config),
    admissions: new AdmissionsTable(ADMISSIONS_TABLE, clients.sessions.own(accountId, region)),
    announce: ({ type, detail }) => announce({ type, detail: cleanFields(detail) }),
  };
}
