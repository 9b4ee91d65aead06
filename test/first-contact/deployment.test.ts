import { DisableAWSServiceAccessCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { deploy } from '../world/assembly/deploy';
import { buildOrganization, worldOf } from '../world/organization';
import { smallLandingZone } from '../world/small-landing-zone';

const landingZone = smallLandingZone();
const { managementAccountId } = landingZone.organization;
/** Of real time: the app synthesizes this landing zone before the test. */
const LONG = 120_000;

it(
  '[FC2] without trusted access of CloudTrail only the stack of the trail fails, after all others',
  async () => {
    const world = worldOf(landingZone);
    await buildOrganization(world, landingZone);
    const organizations = new OrganizationsClient(world.config(world.administrator(managementAccountId), 'us-east-1'));
    await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: 'cloudtrail.amazonaws.com' }));
    await expect(deploy(world, landingZone)).rejects.toThrow(
      /^Stack wheelwright-trail in .*\(CloudTrailAccessNotEnabledException\)$/,
    );
    const management = { accountId: managementAccountId, region: 'us-east-1' };
    expect(world.cloudformation.stack(management, 'wheelwright-management')).toBeDefined();
    expect(world.functions.all()).toHaveLength(5);
  },
  LONG,
);
