import type { LandingZone } from '../../../lib/landing-zone';
import type { World } from '../world';

/** Events of Organizations, IAM and Route 53 exist only here, and so do global services. */
export const GLOBAL = 'us-east-1';

/** What SDK clients need to act as the administrators of the management and hub accounts. */
export const places = (world: World, { organization, hub, stsRegion }: LandingZone) => {
  const management = world.administrator(organization.managementAccountId);
  const hubAdmin = world.administrator(hub.accountId);
  return {
    management: world.config(management, stsRegion),
    managementGlobal: world.config(management, GLOBAL),
    hub: world.config(hubAdmin, hub.region),
    hubGlobal: world.config(hubAdmin, GLOBAL),
  };
};
