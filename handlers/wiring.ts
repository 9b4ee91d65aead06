import { ClockRetryStrategy } from '../lib/aws/sdk/retry-strategy';
import { ledgerTable } from '../lib/hub/ledger-table';
import { notices } from '../lib/hub/notices';
import { Organization } from '../lib/aws/read/organization';
import { queues, type Queues } from '../lib/hub/queues';
import { Sessions, type ClientConfig, type ServiceClient } from '../lib/aws/sdk/session';
import type { Workplace } from '../lib/dispatch/context';
import type { Runtime } from './runtime';

/** The hub's own clients and the sessions that lead into other accounts. */
export interface Wiring {
  readonly sessions: Sessions;
  readonly organization: Organization;
  readonly queues: Queues;
  readonly config: ClientConfig;
}

/** The management account's roles: one reads the organization, the other also enables regions and deploys. */
const MANAGEMENT_ROLE = { read: 'wheelwright-org-read', enroll: 'wheelwright-enroll' } as const;

/** Enroll enters a spoke for its RAM invitations alone, and shares join's role. */
const SPOKE_ROLE = {
  enroll: 'wheelwright-join',
  join: 'wheelwright-join',
  'grant-pull': 'wheelwright-grant-pull',
} as const;

export function wire(
  runtime: Runtime,
  services: readonly ServiceClient[],
  role: keyof typeof MANAGEMENT_ROLE = 'read',
): Wiring {
  const { clock, credentials, requestHandler, landingZone, env } = runtime;
  const transport = { ...(requestHandler ? { requestHandler } : {}), ...(credentials ? { credentials } : {}) };
  const sessions = new Sessions({ clock, services, stsRegion: landingZone.stsRegion, ...transport });
  const management = sessions.assumed({
    accountId: landingZone.organization.managementAccountId,
    region: landingZone.stsRegion,
    roleName: MANAGEMENT_ROLE[role],
    sessionName: env.AWS_LAMBDA_FUNCTION_NAME,
  });
  const config = { region: env.AWS_REGION, retryStrategy: new ClockRetryStrategy(clock), ...transport };
  return { sessions, organization: new Organization(management, clock), queues: queues(config), config };
}

/** A worker's place of work. */
export function workplace(runtime: Runtime, wiring: Wiring, worker: Workplace['worker']): Workplace {
  const { landingZone, hub, clock } = runtime;
  return {
    worker,
    landingZone,
    hub,
    clock,
    sessions: wiring.sessions,
    organization: wiring.organization,
    ledger: ledgerTable(hub.ledgerTable, wiring.config),
    announce: notices(hub.busArns.outbound, wiring.config),
    roles: { spoke: SPOKE_ROLE[worker], management: MANAGEMENT_ROLE[worker === 'enroll' ? 'enroll' : 'read'] },
  };
}
