import { mesh } from '../world/mesh';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';

const HALF_AN_HOUR = 30 * 60_000;
/** Of real time: the app synthesizes this landing zone before the test. */
const LONG = 120_000;

/** Puts an action that permits nothing in the place of another, in each policy that the templates have given a role. */
function withdraw({ world, landingZone, organization }: EnrolledWorld, action: string): void {
  const accounts = [landingZone.organization.managementAccountId, ...Object.values(organization.accounts)];
  for (const { policies } of accounts.flatMap((accountId) => world.iam.rolesIn(accountId)))
    for (const [name, text] of policies) policies.set(name, text.replaceAll(`"${action}"`, '"sts:GetCallerIdentity"'));
}

async function askingToJoin(lacking?: string): Promise<EnrolledWorld & { vpcId: string }> {
  const setting = await sharedOrganization(smallLandingZone());
  if (lacking !== undefined) withdraw(setting, lacking);
  const accountId = setting.organization.accounts['dev'] ?? '';
  const vpcId = await setting.people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab' });
  await setting.people.tag(accountId, vpcId);
  return { ...setting, vpcId };
}

const stateOf = ({ world, landingZone, vpcId }: Awaited<ReturnType<typeof askingToJoin>>) =>
  mesh(world, landingZone).find((row) => row.vpcId === vpcId)?.state;

describe('with one action less in the roles of the templates', () => {
  // The first is an action of the function's own role in the hub; the StackSet gives the second to spokes.
  it.each(['ec2:AcceptTransitGatewayVpcAttachment', 'ec2:CreateTransitGatewayVpcAttachment'])(
    'a VPC does not join without %s',
    async (action) => {
      const setting = await askingToJoin(action);
      await setting.world.clock.jump(HALF_AN_HOUR);
      expect(stateOf(setting)).not.toBe('joined');
      const refused = setting.world.calls.filter(
        (call) => call.action === action && call.caller.startsWith('wheelwright-'),
      );
      expect(refused.length).toBeGreaterThan(0);
      expect(new Set(refused.map(({ error }) => error))).toEqual(new Set(['UnauthorizedOperation']));
    },
    LONG,
  );

  it(
    'and with all of them it joins',
    async () => {
      const setting = await askingToJoin();
      await setting.world.clock.jump(HALF_AN_HOUR);
      expect(stateOf(setting)).toBe('joined');
      expect(setting.world.calls.filter(({ error }) => error === 'UnauthorizedOperation')).toEqual([]);
    },
    LONG,
  );
});
