import { Sessions, type ServiceClient, type Session } from '../lib/aws/sdk/session';
import { sqs } from '../lib/aws/sdk/services';
import { administratorAccount, administratorRoleArn } from '../lib/landing-zone';
import type { ManagementRole } from '../lib/names';
import type { Runtime } from './runtime';

/** The sessions of one function instance: its own in the hub account, and one with `role` where the organization is administered. */
export function sessionsOf(
  { clock, random, credentials, requestHandler, landingZone, env }: Runtime,
  services: readonly ServiceClient[],
  role: ManagementRole,
): { readonly sessions: Sessions; readonly management: Session; readonly own: Session } {
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
  return { sessions, management, own: sessions.own(landingZone.hub.accountId, env.AWS_REGION) };
}
