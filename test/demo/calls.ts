import { queueUrl } from '../../lib/landing-zone';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LandingZone } from '../../lib/landing-zone';
import type { CallRecord } from '../twin/world';
import { enrolledOrganization, settledAs, type Setting } from '../world/enrolled';
import type { JoinConcept } from '../../lib/names';

type Scenario = 'join' | 'noop' | 'leave';
const SCENARIOS: readonly Scenario[] = ['join', 'noop', 'leave'];

interface Counts {
  readonly all: number;
  readonly core: number;
}

export type Calls = Readonly<Record<Scenario, Counts>> & {
  readonly perOperation: Readonly<Record<Scenario, Readonly<Record<string, number>>>>;
  /** Printed beside, not limited. */
  readonly beside: Readonly<Record<string, number>>;
};

const COUNTED = /^(ec2|route53|route53resolver|ram|organizations|iam|account|s3):/;
const CORE: readonly JoinConcept[] = ['attachment', 'segment-routing', 'vpc-route'];

/**
 * What one fresh VPC costs, with subnets in three Availability Zones, three route tables and its segment's zones: from
 * tag to joined; another reconcile with nothing to do; from untagging to left, without a drain. Counted in the
 * dispatcher, retries and polls included, for all of our roles together.
 */
export async function countCalls(landingZone: LandingZone, seed: number): Promise<Calls> {
  const without = { ...landingZone, leave: { drainMinutes: 0 } };
  const all = await scenarios(without, seed);
  const core = await scenarios({ ...without, join: { ...without.join, concepts: [...CORE] } }, seed);
  const totals = SCENARIOS.map((name) => [name, { all: counted(all[name]), core: counted(core[name]) }] as const);
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

type Recorded = Record<Scenario, readonly CallRecord[]>;

async function scenarios(landingZone: LandingZone, seed: number): Promise<Recorded> {
  const setting = await enrolledOrganization(landingZone, { seed });
  const { people, organization, world } = setting;
  const [segment = ''] = Object.keys(organization.accounts).filter((name) => name !== 'hub');
  const accountId = organization.accounts[segment] ?? '';
  const [first, second] = (landingZone.segments[segment]?.cidrs[0] ?? '').split('.');
  const vpcId = await people.createVpc(accountId, { cidr: `${first}.${second}.0.0/20`, zones: 'abc' });
  // Creating subnets and tables wakes the worker: sessions and organization data are warm after that.
  await world.clock.jump(30_000);
  const record = async (act: () => Promise<void>): Promise<readonly CallRecord[]> => {
    const from = world.calls.length;
    await act();
    return world.calls.slice(from).filter(({ caller }) => caller.startsWith('wheelwright-'));
  };
  const join = await record(async () => {
    await people.tag(accountId, vpcId);
    await settledAs(setting, vpcId, 'joined');
  });
  const noop = await record(() => reconcileAgain(setting, accountId));
  const leave = await record(async () => {
    await people.untag(accountId, vpcId);
    await settledAs(setting, vpcId, 'left');
  });
  return { join, noop, leave };
}

/** What the sweep, the CLI or any event does: one message to the join worker. */
export async function reconcileAgain({ world, landingZone }: Setting, accountId: string): Promise<void> {
  const { accountId: hubId, region } = landingZone.hub;
  const sqs = new SQSClient(world.config(world.administrator(hubId), region));
  const body = { account: accountId, region, because: 'asked to look again' };
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

const isCounted = ({ action }: CallRecord): boolean => COUNTED.test(action);
const counted = (calls: readonly CallRecord[]): number => calls.filter(isCounted).length;
const actionOf = ({ action }: CallRecord): string => action;
const serviceOf = ({ action }: CallRecord): string => action.split(':')[0] ?? '';

function tally(calls: readonly CallRecord[], keyOf: (call: CallRecord) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of calls.map(keyOf).sort()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
