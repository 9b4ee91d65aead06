import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { smallLandingZone } from '../world/small-landing-zone';
import type { World } from '../twin/world';

/** Of real time: the app synthesizes this landing zone before the test. */
const LONG = 120_000;

/** The small landing zone, in which a VPC of `dev` has joined. */
async function joined(prepare: (world: World) => void = () => undefined): Promise<EnrolledWorld & { dev: string }> {
  const setting = await enrolledOrganization(smallLandingZone(), { prepare });
  const dev = setting.organization.accounts['dev'] ?? '';
  const vpcId = await setting.people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  await setting.people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  return { ...setting, dev };
}

const resolverRole = ({ world, dev }: Awaited<ReturnType<typeof joined>>) =>
  world.iam.roleNamed(dev, 'AWSServiceRoleForRoute53Resolver');

describe('in a new account', () => {
  let setting: Awaited<ReturnType<typeof joined>>;
  beforeAll(async () => {
    setting = await joined();
  }, LONG);

  it("[FC1] the first VPC joins where Resolver's service-linked role has to be created for its query log", () => {
    expect(resolverRole(setting)).toBeDefined();
  });

  it("[FC3] the hub shares its query log config, whose policy RAM changes with the worker's permissions", () => {
    const { world, hub, dev } = setting;
    const config = world.resolver.queryLogConfig(hub.queryLogConfigId);
    expect(config && world.resolver.usable(config, dev)).toBe(true);
  });
});

it(
  "[FD3] a VPC joins where the region has no service-linked role of Resolver's",
  async () => {
    const setting = await joined((world) => world.resolver.withoutLinkedRole.add(smallLandingZone().hub.region));
    expect(resolverRole(setting)).toBeUndefined();
  },
  LONG,
);
