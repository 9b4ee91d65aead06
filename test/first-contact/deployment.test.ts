import { DisableAWSServiceAccessCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { FUNCTIONS } from '../../lib/names';
import { deploy } from '../world/assembly/deploy';
import { buildOrganization, worldOf } from '../world/organization';
import { enrolledOrganization } from '../world/enrolled';
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
    // Nobody is to be told of anything here.
    expect(world.functions.all()).toHaveLength(FUNCTIONS.filter((name) => name !== 'notify').length);
  },
  LONG,
);

it(
  '[FC4] every stack can be created in any order that its dependencies leave open',
  async () => {
    const world = worldOf(landingZone);
    await buildOrganization(world, landingZone);
    world.cloudformation.creates = 'last';
    await deploy(world, landingZone);
    expect(world.cloudformation.declared('AWS::Events::Rule').length).toBeGreaterThan(20);
  },
  LONG,
);

it.each(['with keys', 'without keys'] as const)(
  "[FD1] every rule can be created where PutTargets evaluates the bus's policy %s of role and source",
  async (reading) => {
    const { world } = await enrolledOrganization(landingZone, {
      prepare: ({ eventbridge }) => (eventbridge.busPolicyAtPutTargets = reading),
    });
    const instances = world.cloudformation.all().flatMap((set) => [...set.instances.values()]);
    expect(instances.map(({ status }) => status)).toEqual(['CURRENT', 'CURRENT', 'CURRENT']);
  },
  LONG,
);
