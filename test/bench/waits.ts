import { joinableVpc } from '../demo/joinable-vpc';
import { planStory, vpcsOf, zonesFor } from '../demo/plan';
import { Random } from '../life/random';
import type { CallRecord } from '../twin/world';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { fixtureLandingZone } from '../world/landing-zone';
import { benchDocument, quantile, rounded, type BenchDocument } from './document';
import { PHASES, drawnTimes, type DrawnTimes } from './state-times';

/** From here on a loss counts as a share of AWS's own wait. */
const LONG_SECONDS = 60;

const LONG_MEDIAN = 'waits from 60 s: loss, % (median)';
const LONG_P95 = 'waits from 60 s: loss, % (95 of 100)';
const SHORT_MOST = 'shorter waits: loss, s (greatest)';
const GOALS = { [LONG_MEDIAN]: 20, [LONG_P95]: 35, [SHORT_MOST]: 10 };

interface Wait {
  /** Seconds that AWS took. */
  readonly own: number;
  /** Seconds from then until our next call. */
  readonly lost: number;
}

/** How much later than AWS is ready a join goes on, with the times of AWS's states drawn at random. */
export async function waitsBench(
  seed: number,
  joins: number,
  progress: (text: string) => void,
): Promise<BenchDocument> {
  const landingZone = { ...fixtureLandingZone(), leave: { drainMinutes: 0 } };
  const setting = await enrolledOrganization(landingZone, { seed, deployed: fixtureLandingZone() });
  const random = new Random(seed);
  const { first } = planStory(landingZone);
  const { cidr } = vpcsOf(landingZone)(first.account, first.segment, '');
  const accountId = setting.organization.accounts[first.account] ?? '';
  const vpcId = await joinableVpc(setting, accountId, { cidr, zones: zonesFor(landingZone).many });
  const waits: Wait[] = [];
  for (let join = 1; join <= joins; join++) {
    progress(`join ${join} of ${joins}`);
    waits.push(...(await waitsOfJoin(setting, { accountId, vpcId, tag: first.tag }, drawnTimes(random))));
  }
  const long = waits.filter(({ own }) => own >= LONG_SECONDS).map(({ own, lost }) => (100 * lost) / own);
  const short = waits.filter(({ own }) => own < LONG_SECONDS).map(({ lost }) => lost);
  const figures = {
    [LONG_MEDIAN]: rounded(quantile(long, 0.5)),
    [LONG_P95]: rounded(quantile(long, 0.95)),
    [SHORT_MOST]: rounded(Math.max(...short)),
    'shorter waits: loss, s (median)': rounded(quantile(short, 0.5)),
    'waits of 60 s and more': long.length,
    'shorter waits': short.length,
  };
  return benchDocument('waits', { seeds: [seed], figures, bounds: {}, goals: GOALS });
}

interface JoiningVpc {
  readonly accountId: string;
  readonly vpcId: string;
  readonly tag: string;
}

/** Joins the VPC, lets it leave again, and returns the waits of the join. */
async function waitsOfJoin(
  setting: EnrolledWorld,
  { accountId, vpcId, tag }: JoiningVpc,
  times: DrawnTimes,
): Promise<readonly Wait[]> {
  const { world, people } = setting;
  await world.clock.jump(60_000);
  Object.assign(world.times, times);
  const from = world.calls.length;
  await people.tag(accountId, vpcId, tag);
  await untilVpcIs(setting, vpcId, 'joined');
  const calls = world.calls.slice(from);
  await people.untag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'left');
  // The call that begins each wait, and the one that follows it.
  const steps = [
    'CreateTransitGatewayVpcAttachment',
    'AcceptTransitGatewayVpcAttachment',
    'AssociateTransitGatewayRouteTable',
    'CreateRoute',
  ];
  const at = steps.map((operation) => timeOf(calls, operation));
  return PHASES.map((phase, index) => {
    const own = times[phase] / 1000;
    return { own, lost: ((at[index + 1] ?? NaN) - (at[index] ?? NaN)) / 1000 - own };
  });
}

function timeOf(calls: readonly CallRecord[], operation: string): number {
  const found = calls.find(({ action }) => action === `ec2:${operation}`);
  if (found === undefined) throw new Error(`Expected a call of ec2:${operation} in a join, found none.`);
  return found.at.getTime();
}
