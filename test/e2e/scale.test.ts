import { reconcileAgain } from '../demo/calls';
import { untilVpcIs } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';

const COUNTED = /^(ec2|route53|route53resolver|ram|organizations|iam|account|s3):/;

describe('a reconcile with nothing to do', () => {
  it('costs no more for twenty VPCs than for two', async () => {
    const setting = (await sharedOrganization(fixtureLandingZone()))();
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

    expect(twenty).toEqual(two);
    expect(two.length).toBeLessThanOrEqual(18);
    expect(two.filter((action) => !/^ec2:Describe|^ec2:Get|^route53:Get|^route53resolver:List/.test(action))).toEqual(
      [],
    );
  }, 60_000);
});
