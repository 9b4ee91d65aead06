import { queueUrl } from '../../lib/landing-zone';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LandingZone } from '../../lib/landing-zone';
import type { CallRecord } from '../twin/world';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import type { JoinConcept } from '../../lib/names';
import { joinableVpc } from './joinable-vpc';
import { withoutProbes } from './probes';
import { planStory, vpcsOf, zonesFor } from './plan';

type Scenario = 'join' | 'noop' | 'leave';
const SCENARIOS: readonly Scenario[] = ['join', 'noop', 'leave'];

interface Counts {
  readonly all: number;
  readonly core: number;
  /** Reads that find out whether a wait for AWS is over, with all concepts. They are not in the counts above. */
  readonly probes: number;
}

type Calls = Readonly<Record<Scenario, Counts>> & {
  readonly perOperation: Readonly<Record<Scenario, Readonly<Record<string, number>>>>;
  /** Calls of other services (STS, SQS, DynamoDB, EventBridge), by service; not in the counts above. */
  readonly beside: Readonly<Record<string, number>>;
};

/** The services whose calls are counted. */
export const COUNTED = /^(ec2|route53|route53resolver|ram|organizations|iam|account|s3):/;
const CORE: readonly JoinConcept[] = ['attachment', 'segment-routing', 'vpc-route'];

export interface Counted {
  readonly calls: Calls;
  /** Lambda invocations of one join with all concepts. */
  readonly joinInvocations: number;
}

/**
 * Counts what one fresh VPC costs, with subnets in three Availability Zones, three route tables and its segment's zones:
 * from tag to joined; another reconcile with nothing to do; from untagging to left, without a drain. Counted where the
 * world serves calls, retries included, for all of our roles together; the probes of waits are counted apart.
 */
export async function countCalls(landingZone: LandingZone, seed: number): Promise<Counted> {
  const without = { ...landingZone, leave: { drainMinutes: 0 } };
  const all = await scenarios(landingZone, without, seed);
  const core = await scenarios(landingZone, { ...without, join: { ...without.join, concepts: [...CORE] } }, seed);
  return { calls: callsOf(all, core), joinInvocations: all.joinInvocations };
}

function callsOf(all: Recorded, core: Recorded): Calls {
  const totals = SCENARIOS.map((name) => [name, countsOf(all[name], core[name])] as const);
  return {
    ...(Object.fromEntries(totals) as Record<Scenario, Counts>),
    perOperation: Object.fromEntries(
      SCENARIOS.map((name) => [name, tally(all[name].filter(isCounted), actionOf)]),
    ) as Record<Scenario, Record<string, number>>,
    beside: tally(
      SCENARIOS.flatMap((name) => all[name].filter((call) => !isCounted(call))),
      serviceOf,
    ),
  };
}

type Recorded = Record<Scenario, readonly CallRecord[]> & { readonly joinInvocations: number };

/** `deployed` is what the stacks are made of, once for all scenarios; the functions get `landingZone`. */
async function scenarios(deployed: LandingZone, landingZone: LandingZone, seed: number): Promise<Recorded> {
  const setting = await enrolledOrganization(landingZone, { seed, deployed });
  const { people, organization, world } = setting;
  const { first } = planStory(landingZone);
  const accountId = organization.accounts[first.account] ?? '';
  const { cidr } = vpcsOf(landingZone)(first.account, first.segment, '');
  const vpcId = await joinableVpc(setting, accountId, { cidr, zones: zonesFor(landingZone).many });
  // Creating subnets and tables wakes the worker: sessions and organization data are warm after that.
  await world.clock.jump(30_000);
  const record = async (act: () => Promise<void>): Promise<readonly CallRecord[]> => {
    const from = world.calls.length;
    await act();
    return world.calls.slice(from).filter(({ caller }) => caller.startsWith('wheelwright-'));
  };
  const invocationsBefore = world.functions.invocations.length;
  const join = await record(async () => {
    await people.tag(accountId, vpcId, first.tag);
    await untilVpcIs(setting, vpcId, 'joined');
  });
  const joinInvocations = world.functions.invocations.length - invocationsBefore;
  const noop = await record(() => reconcileAgain(setting, accountId));
  const leave = await record(async () => {
    await people.untag(accountId, vpcId);
    await untilVpcIs(setting, vpcId, 'left');
  });
  return { join, noop, leave, joinInvocations };
}

/** Sends the join worker one message, as the sweep and events do. */
export async function reconcileAgain({ world, landingZone }: EnrolledWorld, accountId: string): Promise<void> {
  const { accountId: hubId, region } = landingZone.hub;
  const sqs = new SQSClient(world.config(world.administrator(hubId), region));
  const body = { account: accountId, region, because: 'another reconcile, to count its calls' };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(landingZone, 'join'),
      MessageBody: JSON.stringify(body),
      MessageGroupId: `${accountId}/${region}`,
      MessageDeduplicationId: `again-${world.clock.now().getTime()}`,
    }),
  );
  await world.clock.jump(2_000);
}

const countsOf = (all: readonly CallRecord[], core: readonly CallRecord[]): Counts => {
  const { calls, probes } = withoutProbes(all);
  return { all: counted(calls), core: counted(withoutProbes(core).calls), probes: counted(probes) };
};
const isCounted = ({ action }: CallRecord): boolean => COUNTED.test(action);
const counted = (calls: readonly CallRecord[]): number => calls.filter(isCounted).length;
const actionOf = ({ action }: CallRecord): string => action;
const serviceOf = ({ action }: CallRecord): string => action.split(':')[0] ?? '';

function tally(calls: readonly CallRecord[], keyOf: (call: CallRecord) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of calls.map(keyOf).sort()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
