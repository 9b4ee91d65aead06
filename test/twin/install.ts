import { AccountClient, EnableRegionCommand } from '@aws-sdk/client-account';
import { ActivateOrganizationsAccessCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EnableSharingWithAwsOrganizationCommand, RAMClient } from '@aws-sdk/client-ram';
import { parseHub, type HubResources, type LandingZone } from '../../lib/landing-zone';
import { eventually } from './eventually';
import { functions } from './install/functions';
import { hubNetwork } from './install/network';
import { places } from './install/places';
import { hubPlumbing } from './install/plumbing';
import { roles } from './install/roles';
import { rules, schedules } from './install/rules';
import { stackSets } from './install/stack-sets';
import type { World } from './world';

export interface Installed {
  readonly hub: HubResources;
}

/**
 * Stands in for `cdk deploy` and the StackSets until the stacks exist: the same resources under the same names, made
 * with SDK calls from `landing-zone.yaml` and the event families. Nothing else in the project knows an id.
 */
export async function install(world: World, landingZone: LandingZone): Promise<Installed> {
  const at = places(world, landingZone);
  await enableRegions(world, landingZone);
  if (landingZone.organization.sharing)
    await new RAMClient(at.management).send(new EnableSharingWithAwsOrganizationCommand({}));
  await new CloudFormationClient(at.managementGlobal).send(new ActivateOrganizationsAccessCommand({}));
  const network = await hubNetwork(world, landingZone);
  const plumbing = await hubPlumbing(world, landingZone);
  await roles(world, landingZone);
  await rules(world, landingZone, plumbing);
  await stackSets(world, landingZone, plumbing.busArns.inbound);
  const hub = parseHub(JSON.stringify({ ...network, ...plumbing }));
  functions(world, landingZone, hub);
  await schedules(world, landingZone);
  return { hub };
}

/** Each opt-in region is enabled in the management and hub accounts before anything else. */
async function enableRegions(world: World, landingZone: LandingZone): Promise<void> {
  const { organization, hub, regions } = landingZone;
  const account = new AccountClient(places(world, landingZone).managementGlobal);
  for (const RegionName of regions) {
    if (world.account.usable(organization.managementAccountId, RegionName)) continue;
    await account.send(new EnableRegionCommand({ RegionName }));
    await account.send(new EnableRegionCommand({ RegionName, AccountId: hub.accountId }));
    await eventually(world, `${RegionName} is enabled in the management and hub accounts`, () =>
      [organization.managementAccountId, hub.accountId].every((id) => world.account.usable(id, RegionName)),
    );
  }
}
