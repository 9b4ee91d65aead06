import { isJsonObject, objectIn, parseObject } from '../twin/json';
import type { Around } from '../twin/wire/service';
import { readAssembly } from '../world/assembly/assembly';
import { assemblyOf } from '../world/assembly/synthesize';
import { benchDocument, type BenchDocument } from './document';
import { likeAws, meshWorld, type BenchWorld } from './mesh-world';
import { unitsOf } from './dynamodb-units';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 730 / 24;
/** Accounts of the two worlds that are compared: what the second costs more is the accounts'. */
const FEW = 20;
const MORE = 60;
/** What a bench says of: accounts, and the most that they may cost a month, in US dollars. */
const GOALS: Readonly<Record<number, number>> = { 100: 10, 1_000: 15, 10_000: 120 };

/**
 * List prices of us-east-1 in US dollars, without free tiers: Lambda on Arm, SQS FIFO, DynamoDB on demand, EventBridge's own events, CloudWatch.
 * Pages of third parties confirm each for 2026; AWS's pricing pages were not at hand.
 */
const PRICE = {
  request: 0.2e-6,
  gigabyteSecond: 0.0000133334,
  queueRequest: 0.5e-6,
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  event: 1e-6,
  logGigabyte: 0.5,
  metric: 0.3,
  alarm: 0.1,
  dashboard: 3,
};
/** Of every function: `infra/constructs/function.ts`. */
const MEMORY_GB = 0.5;
/**
 * Lambda polls a queue that is empty with five receivers, each of which waits for 20 seconds. AWS docs: Lambda Developer Guide, "Using
 * Lambda with Amazon SQS" (five batches at a time to begin with), and SQS Developer Guide, "Long polling".
 */
const POLLS_A_SECOND = 5 / 20;

/** What is used in a day. */
interface Use {
  readonly invocations: number;
  readonly seconds: number;
  readonly queueRequests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly events: number;
  readonly logBytes: number;
}

/** Metrics, alarms, dashboards and pollers, the same for every size of the organization. */
interface Fixed {
  readonly metrics: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly queues: number;
}

/**
 * What the functions of the hub and what they use cost a month, for organizations of some sizes: a day in which nothing changes is
 * counted in two worlds. Each account has one VPC in the mesh.
 */
export async function costBench(options: {
  readonly seed: number;
  readonly progress: (text: string) => void;
}): Promise<BenchDocument> {
  const { seed, progress } = options;
  progress(`a day of ${FEW} accounts`);
  const few = await dayOf(await meshWorld({ joined: FEW, seed, progress }));
  progress(`a day of ${MORE} accounts`);
  const setting = await meshWorld({ joined: MORE, seed, progress });
  const more = await dayOf(setting);
  const account = times(minus(more, few), 1 / (MORE - FEW));
  const hub = minus(few, times(account, FEW));
  const fixed = await fixedIn(setting);
  const monthly = (accounts: number): number =>
    priceOf(times(plus(hub, times(account, accounts)), DAYS)) + priceOfFixed(fixed);
  const cents = (dollars: number): number => Math.round(dollars * 100) / 100;
  return benchDocument('cost', {
    seeds: [seed],
    figures: {
      [`invocations a day, ${FEW} accounts`]: few.invocations,
      [`invocations a day, ${MORE} accounts`]: more.invocations,
      'milliseconds of an invocation': Math.round((more.seconds / more.invocations) * 1_000),
      'metrics, alarms and dashboards, $ a month': cents(priceOfFixed({ ...fixed, queues: 0 })),
      'polls of empty queues, $ a month': cents(
        priceOfFixed({ metrics: 0, alarms: 0, dashboards: 0, queues: fixed.queues }),
      ),
      ...Object.fromEntries(Object.keys(GOALS).map((accounts) => [nameOf(accounts), cents(monthly(Number(accounts)))])),
    },
    bounds: {},
    goals: Object.fromEntries(Object.entries(GOALS).map(([accounts, most]) => [nameOf(accounts), most])),
  });
}

const nameOf = (accounts: string): string => `${Number(accounts).toLocaleString('en')} accounts, $ a month`;

/** Counts what a day uses in which nothing changes, from a quarter of an hour after the accounts were seeded. */
async function dayOf(setting: BenchWorld): Promise<Use> {
  const { world } = setting;
  await world.clock.jump(15 * MINUTE);
  likeAws(setting);
  const units = { read: 0, write: 0 };
  const measure: Around = async (invocation, next) => {
    const output = await next();
    const { read, write } = unitsOf(invocation, output);
    units.read += read;
    units.write += write;
    return output;
  };
  world.around.push(measure);
  const from = world.functions.invocations.length;
  await world.clock.jump(DAY);
  world.around.splice(world.around.indexOf(measure), 1);
  const invocations = world.functions.invocations.slice(from);
  const calls = (action: RegExp): number => world.calls.filter((call) => action.test(call.action)).length;
  return {
    invocations: invocations.length,
    seconds: invocations.reduce((sum, { startedAt, endedAt }) => sum + secondsBetween(startedAt, endedAt), 0),
    // A batch is received and deleted by Lambda, which is no call of the twin's.
    queueRequests: calls(/^sqs:/) + 2 * invocations.length,
    readUnits: units.read,
    writeUnits: units.write,
    events: calls(/^events:PutEvents$/),
    logBytes: world.functions.logs.reduce((sum, { line }) => sum + line.length, 0),
  };
}

const secondsBetween = (from: Date, to: Date | undefined): number => (to ? (to.getTime() - from.getTime()) / 1_000 : 0);

/** What is paid for without any call: in the templates, and in the metrics that the functions have written in the day. */
async function fixedIn({ landingZone, world }: BenchWorld): Promise<Fixed> {
  const resources = readAssembly(await assemblyOf(landingZone)).flatMap(({ template }) =>
    Object.values(objectIn(parseObject(template), 'Resources')),
  );
  const count = (type: string): number => resources.filter((one) => isJsonObject(one) && one['Type'] === type).length;
  return {
    metrics: new Set(world.functions.logs.flatMap(({ line }) => metricsIn(line))).size,
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    queues: world.functions.mappings.size,
  };
}

interface MetricDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** The metrics of a line in CloudWatch's embedded metric format: each combination of dimensions is one. */
function metricsIn(line: string): readonly string[] {
  const { _aws: aws, ...values } = JSON.parse(line) as Record<string, unknown> & {
    readonly _aws?: { readonly CloudWatchMetrics: readonly MetricDirective[] };
  };
  return (aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((names) => JSON.stringify([Namespace, Name, ...names.map((name) => [name, values[name]])])),
    ),
  );
}

const each = (change: (name: keyof Use) => number): Use => ({
  ...{ invocations: change('invocations'), seconds: change('seconds'), queueRequests: change('queueRequests') },
  ...{ readUnits: change('readUnits'), writeUnits: change('writeUnits') },
  ...{ events: change('events'), logBytes: change('logBytes') },
});
const times = (use: Use, factor: number): Use => each((name) => use[name] * factor);
const plus = (one: Use, other: Use): Use => each((name) => one[name] + other[name]);
const minus = (one: Use, other: Use): Use => plus(one, times(other, -1));

const priceOf = (use: Use): number =>
  use.invocations * PRICE.request +
  use.seconds * MEMORY_GB * PRICE.gigabyteSecond +
  use.queueRequests * PRICE.queueRequest +
  use.readUnits * PRICE.readUnit +
  use.writeUnits * PRICE.writeUnit +
  use.events * PRICE.event +
  (use.logBytes / 1e9) * PRICE.logGigabyte;

const priceOfFixed = ({ metrics, alarms, dashboards, queues }: Fixed): number =>
  metrics * PRICE.metric +
  alarms * PRICE.alarm +
  dashboards * PRICE.dashboard +
  queues * POLLS_A_SECOND * 86_400 * DAYS * PRICE.queueRequest;
