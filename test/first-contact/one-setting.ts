import { landingZoneSchema, type LandingZone } from '../../lib/landing-zone';
import { verify } from '../demo/verify';
import type { World } from '../twin/world';
import { stacksFor } from '../upgrade/templates';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { deadLetters } from '../world/hub-queues';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;

/** The landing zone in which one setting is changed. */
export const plain = smallLandingZone();

/** @throws Error if the settings contradict each other */
export const plainWith = (config: Partial<LandingZone>): LandingZone =>
  landingZoneSchema.parse({ ...plain, ...config });

export function segmentOf(name: string): LandingZone['segments'][string] {
  const found = plain.segments[name];
  if (!found) throw new Error(`The landing zone has no segment ${name}.`);
  return found;
}

/** An organization with a VPC that has joined. */
export interface Joined extends EnrolledWorld {
  /** The account of the VPC. */
  readonly accountId: string;
  readonly vpcId: string;
}

interface Joining {
  /** What the accounts have before the deployment. */
  readonly before?: (world: World) => void | Promise<void>;
  /** The account whose VPC joins, by its name. */
  readonly account?: string;
  readonly segment?: string;
  readonly cidr?: string;
}

/**
 * A VPC joins and leaves in an organization whose config differs from the plain one in `config`; `proof` looks at it between.
 * Returns what is not as it should be, in AWS and in the hub's queues.
 */
export async function alone(
  config: Partial<LandingZone>,
  proof: (joined: Joined) => void | Promise<void>,
  { before, account = 'dev', segment = 'dev', cidr = '10.1.0.0/20' }: Joining = {},
): Promise<readonly string[]> {
  const landingZone = plainWith(config);
  const stacks = await stacksFor(landingZone);
  const setting = await enrolledOrganization(landingZone, { stacks, ...(before ? { before } : {}) });
  const { people, organization, world } = setting;
  const accountId = organization.accounts[account] ?? '';
  const vpcId = await people.createVpc(accountId, { cidr, zones: 'ab' });
  await people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  const joined = await verify(setting, [{ accountId, vpcId, segment }]);
  await proof({ ...setting, accountId, vpcId });

  await people.untag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'left');
  await world.clock.jump(MINUTE);
  return [...joined, ...(await verify(setting, [{ accountId, vpcId, segment: null }])), ...deadLetters(setting)];
}
