import { LEDGER_TABLE, PACE_PARTITION } from '../../lib/names';
import { blocksOf } from '../../lib/hub/range-blocks';
import { additionsTo } from '../twin/additions';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { executionRoleName } from '../twin/cloudformation/deploy';
import { seedVpc } from '../twin/ec2/seed';
import { eventually } from '../twin/eventually';
import type { EnrolledWorld } from '../world/enrolled';
import { vpcRanges } from './addresses';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A VPC of an account of a bench. */
export interface SeededVpc {
  readonly accountId: string;
  readonly vpcId: string;
}

/** An account with VPCs whose addresses follow each other, from the n-th on. */
export interface Plan {
  readonly accountId: string;
  readonly first: number;
  readonly vpcs: number;
}

/** Accounts lie so many VPCs apart: the VPCs of an account are in one block of the admissions. */
const strideOf = (vpcs: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, vpcs)));

/** The VPCs in a block of the admissions. */
const BLOCK = 512;

const rangesOf = ({ first, vpcs }: Plan) => Array.from({ length: vpcs }, (_, n) => vpcRanges(first + n));

/** What differs between an account and the next: its id, a name that follows from it, its CIDRs, and their block of the admissions. */
function namesOf({ landingZone }: EnrolledWorld, plan: Plan): readonly string[] {
  const role = executionRoleName(landingZone.organization.managementAccountId, plan.accountId);
  const ranges = rangesOf(plan);
  const blocks = new Set(ranges.flatMap(({ cidr }) => blocksOf(cidr)));
  return [plan.accountId, role, ...ranges.flatMap(({ cidr, subnets }) => [cidr, ...subnets]), ...blocks];
}

/** The states of keys in the ledger, by key, with the time since when: from the state, as a scan of a large ledger takes longer than the bench. */
export function statesIn({ world, landingZone }: EnrolledWorld): ReadonlyMap<string, readonly [string, number]> {
  const found = new Map<string, readonly [string, number]>();
  for (const { pk, sk, state, since } of world.dynamodb.tables(landingZone.hub).get(LEDGER_TABLE)?.items.values() ?? [])
    if (sk?.S !== undefined && state?.S !== undefined && !pk?.S?.startsWith('history/'))
      found.set(sk.S, [state.S, Date.parse(since?.S ?? '')]);
  return found;
}

async function untilStateIs(setting: EnrolledWorld, keys: readonly string[], wanted: string): Promise<void> {
  await eventually(
    setting.world,
    `${keys.join(', ')}: ${wanted}`,
    () => keys.every((key) => statesIn(setting).get(key)?.[0] === wanted),
    10 * SECOND,
    HOUR,
  );
}

/** The account enters the organization and is enrolled. */
async function enroll(setting: EnrolledWorld, accountId: string): Promise<void> {
  const { world, organization, landingZone } = setting;
  const unit = organization.organizationalUnits['Workloads/Dev'] ?? '';
  world.account.change(accountId, landingZone.hub.region, 'ENABLED', landingZone.organization.managementAccountId);
  const newcomer = { id: accountId, name: `team-${accountId}`, email: `${accountId}@example.com` };
  const account = world.organizations.join(newcomer, 'INVITED');
  await world.clock.jump(SECOND / 2);
  world.organizations.move(account, unit);
  await untilStateIs(setting, [accountId], 'joined');
}

/** Gives the account its VPCs, each with two subnets in two zones; they ask for nothing yet. */
function giveVpcs({ world, landingZone }: EnrolledWorld, plan: Plan): readonly SeededVpc[] {
  const { region } = landingZone.hub;
  return rangesOf(plan).map(({ cidr, subnets }) => {
    const vpc = seedVpc(world, { accountId: plan.accountId, region, cidr, subnets });
    // Without host names a VPC is refused.
    vpc.dnsHostnames = true;
    return { accountId: plan.accountId, vpcId: vpc.vpcId };
  });
}

/** Teams tag at the same moment: each tag is an event of its account. */
export function tagAll({ world, landingZone }: EnrolledWorld, vpcs: readonly SeededVpc[]): Promise<void> {
  const tags = new Map([[`${landingZone.tags.prefix}join`, 'true']]);
  for (const { accountId, vpcId } of vpcs) world.ec2.setTags(vpcId, accountId, tags);
  return world.clock.settle();
}

/** Accounts of one kind. */
export interface Wanted {
  readonly accounts: number;
  /** Of each account. */
  readonly vpcs: number;
  /** Whether the VPCs have joined. */
  readonly joined: boolean;
}

/**
 * Accounts that are enrolled and have VPCs; returned are the VPCs of each kind. The first account of a kind is enrolled, and its VPCs
 * join, by the workers; the others are copies of what that has added to the world, in the twin's state and in the hub's tables, with ids
 * of their own and the same times.
 */
export async function seedAccounts(
  setting: EnrolledWorld,
  kinds: readonly Wanted[],
): Promise<readonly (readonly SeededVpc[])[]> {
  const plans = plansOf(kinds);
  const copies: (() => void)[] = [];
  // All originals come first: to find what one has added takes a walk through the whole world.
  for (const [kind, [first, ...others]] of plans.entries()) {
    if (!first) continue;
    await setting.world.clock.jump(10 * MINUTE);
    const added = additionsTo(setting.world);
    await makeAccount(setting, first, kinds[kind]?.joined ?? false);
    const additions = added(namesOf(setting, first));
    copies.push(() => {
      for (const plan of others) additions.copy(namesOf(setting, plan), mergeItems);
      additions.finish();
    });
  }
  for (const copy of copies) copy();
  return plans.map((each) => each.flatMap((plan) => vpcsOf(setting, plan)));
}

/** Accounts and VPCs follow each other; each kind begins with a block of the admissions. */
export function plansOf(kinds: readonly Wanted[]): readonly (readonly Plan[])[] {
  let [account, vpc] = [0, 0];
  return kinds.map(({ accounts, vpcs }) => {
    const plans = Array.from({ length: accounts }, (_, n) => ({
      accountId: String(300_000_000_000 + account + n),
      first: vpc + n * strideOf(vpcs),
      vpcs,
    }));
    account += accounts;
    vpc = Math.ceil((vpc + accounts * strideOf(vpcs)) / BLOCK) * BLOCK;
    return plans;
  });
}

/** Enrolls one account, and lets its VPCs join if they are to. */
export async function makeAccount(setting: EnrolledWorld, plan: Plan, joined: boolean): Promise<void> {
  const { world } = setting;
  await enroll(setting, plan.accountId);
  const vpcs = giveVpcs(setting, plan);
  if (joined) {
    await tagAll(setting, vpcs);
    const ids = vpcs.map(({ vpcId }) => vpcId);
    await untilStateIs(setting, ids, 'joined');
  }
  // The rest of what a join does, the messages that come back, and the time for which instances remember an account.
  await world.clock.jump(20 * MINUTE);
}

/**
 * Items that no account has for itself: a block of the admissions has the ranges of all VPCs in it, two lists in JSON become one; turns
 * that were taken are past.
 */
function mergeItems(key: string, existing: unknown, copied: unknown): unknown {
  if (key.startsWith(`S:"${PACE_PARTITION}"`)) return existing;
  if (!key.startsWith('S:"range/')) throw new Error(`Two accounts have an item ${key}.`);
  const [one, other] = [existing, copied] as readonly Readonly<Record<string, AttributeValue>>[];
  const lists = [one, other].map((item) => (item?.['record']?.S ?? '[]').slice(1, -1));
  return { ...one, record: { S: `[${lists.filter((list) => list !== '').join(',')}]` } };
}

/** The VPCs of the account that were given to it. */
const vpcsOf = ({ world, landingZone }: EnrolledWorld, { accountId }: Plan): readonly SeededVpc[] =>
  world.ec2.vpcs
    .of({ accountId, region: landingZone.hub.region })
    .filter(({ isDefault }) => !isDefault)
    .map(({ vpcId }) => ({ accountId, vpcId }));
