import { reconcileAgain } from '../demo/calls';
import { untilVpcIs } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';

const COUNTED = /^(ec2|route53|route53resolver|ram|organizations|iam|account|s3):/;
/** Read for each VPC, by its own account. */
const ZONES = 'route53:ListHostedZonesByVPC';
/** Read for each attachment, or for each segment if there are fewer. */
const PROPAGATIONS = /^ec2:GetTransitGateway\w+Propagations$/;
const others = (calls: readonly string[]) => calls.filter((action) => action !== ZONES && !PROPAGATIONS.test(action));

describe('a reconcile with nothing to do', () => {
  it('costs no more for twenty VPCs than for two, but for one read of zones a VPC in its own account', async () => {
    const setting = await sharedOrganization(fixtureLandingZone());
    const { world, people, organization } = setting;
    world.ec2.quotas.vpcsPerRegion = 30;
    world.ec2.quotas.gatewayEndpointsPerRegion = 30;
    const accountId = organization.accounts['dev'] ?? '';
    const joined: string[] = [];
    const grow = async (to: number): Promise<void> => {
      const fresh: string[] = [];
      for (let n = joined.length; n < to; n++)
        fresh.push(await people.createVpc(accountId, { cidr: `10.1.${n * 8}.0/21`, zones: 'ab', routeTables: 0 }));
      await world.clock.jump(30_000);
      for (const vpcId of fresh) await people.tag(accountId, vpcId);
      for (const vpcId of fresh) await untilVpcIs(setting, vpcId, 'joined');
      joined.push(...fresh);
      await world.clock.jump(120_000);
    };
    const cost = async (): Promise<readonly string[]> => {
      // The first reconcile fills the cache of the account's data; the second costs what every further one does.
      await reconcileAgain(setting, accountId);
      const from = world.calls.length;
      await reconcileAgain(setting, accountId);
      return world.calls
        .slice(from)
        .filter(({ caller, action }) => caller.startsWith('wheelwright-') && COUNTED.test(action))
        .map(({ action }) => action)
        .sort();
    };

    await grow(2);
    const two = await cost();
    await grow(20);
    const twenty = await cost();

    expect(others(twenty)).toEqual(others(two));
    expect(others(two).length).toBeLessThanOrEqual(9);
    expect([two, twenty].map((calls) => calls.filter((action) => action === ZONES).length)).toEqual([2, 20]);
    const ofTables = [two, twenty].map((calls) => calls.filter((action) => PROPAGATIONS.test(action)).length);
    expect(ofTables).toEqual([2, Object.keys(setting.hub.routeTableIds).length]);
    expect(two.filter((action) => !/^ec2:Describe|^ec2:Get|^route53:List|^route53resolver:List/.test(action))).toEqual(
      [],
    );
  });
});
