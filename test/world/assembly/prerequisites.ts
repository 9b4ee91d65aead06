import { AccountClient, EnableRegionCommand } from '@aws-sdk/client-account';
import { ActivateOrganizationsAccessCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { OrganizationsClient, RegisterDelegatedAdministratorCommand } from '@aws-sdk/client-organizations';
import { EnableSharingWithAwsOrganizationCommand, RAMClient } from '@aws-sdk/client-ram';
import { isDelegated, logBucketAccount, type LandingZone } from '../../../lib/landing-zone';
import { eventually } from '../../twin/eventually';
import type { World } from '../../twin/world';

/** The region of Organizations, and of the StackSets. */
const GLOBAL = 'us-east-1';

/** What an administrator does once in the management account before the first deployment, as no template can. */
export async function prerequisites(world: World, landingZone: LandingZone): Promise<void> {
  const { organization, hub } = landingZone;
  const management = world.config(world.administrator(organization.managementAccountId), GLOBAL);
  await enableRegions(world, landingZone);
  if (organization.sharing) await new RAMClient(management).send(new EnableSharingWithAwsOrganizationCommand({}));
  await new CloudFormationClient(management).send(new ActivateOrganizationsAccessCommand({}));
  if (isDelegated(landingZone))
    for (const ServicePrincipal of ['account.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'])
      await new OrganizationsClient(management).send(
        new RegisterDelegatedAdministratorCommand({ AccountId: hub.accountId, ServicePrincipal }),
      );
}

/** Enables the governed regions in the accounts of the platform, where they are opt-in regions. */
export async function enableRegions(world: World, landingZone: LandingZone): Promise<void> {
  const { organization, hub, regions } = landingZone;
  const archive = logBucketAccount(landingZone) ?? hub.accountId;
  const { managementAccountId } = organization;
  const account = new AccountClient(world.config(world.administrator(managementAccountId), GLOBAL));
  for (const RegionName of new Set([hub.region, ...regions])) {
    if (world.account.usable(managementAccountId, RegionName)) continue;
    await account.send(new EnableRegionCommand({ RegionName }));
    const members = [...new Set([hub.accountId, archive])];
    for (const AccountId of members) await account.send(new EnableRegionCommand({ RegionName, AccountId }));
    await eventually(world, `${RegionName} is enabled in the platform's accounts`, () =>
      [managementAccountId, ...members].every((id) => world.account.usable(id, RegionName)),
    );
  }
}
