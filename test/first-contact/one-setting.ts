import { landingZoneSchema, type LandingZone } from '../../lib/landing-zone';
import { verify } from '../demo/verify';
import type { World } from '../twin/world';
import { stacksFor } from '../upgrade/templates';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { QUICK_STATES } from '../world/shared';
import { deadLetters } from '../world/hub-queues';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
const SOON_MINUTES = 30;

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
  const setting = await enrolledOrganization(landingZone, {
    stacks,
    times: QUICK_STATES,
    ...(before ? { before } : {}),
  });
  const { people, organization, world } = setting;
  const accountId = organization.accounts[account] ?? '';
  const vpcId = await people.createVpc(accountId, { cidr, zones: 'ab' });
  /** A sweep would notice the tag, too, hours later: so events have to. */
  const late: string[] = [];
  const becomes = async (state: string, change: () => Promise<void>): Promise<void> => {
    const began = world.clock.now().getTime();
    await change();
    await untilVpcIs(setting, vpcId, state);
    const minutes = Math.round((world.clock.now().getTime() - began) / MINUTE);
    if (minutes > SOON_MINUTES)
      late.push(`${vpcId} ${state} after ${minutes} minutes, expected ${SOON_MINUTES} at most`);
  };
  await becomes('joined', () => people.tag(accountId, vpcId));
  const joined = await verify(setting, [{ accountId, vpcId, segment }]);
  await proof({ ...setting, accountId, vpcId });

  await becomes('left', () => people.untag(accountId, vpcId));
  await world.clock.jump(MINUTE);
  const left = await verify(setting, [{ accountId, vpcId, segment: null }]);
  return [...late, ...joined, ...left, ...deadLetters(setting)];
}
