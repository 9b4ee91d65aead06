import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { AT_ONCE_MS } from '../../lib/hub/pace';
import { accountTurnMs } from '../../lib/landing-zone';
import { LEDGER_TABLE, PACE_PARTITION } from '../../lib/names';
import { joinedAll, tagAll, type BenchWorld } from './mesh-world';
import { rounded } from './document';
import type { Look, Trace } from './model';
import type { SeededVpc } from './seeded-accounts';

const MINUTE = 60_000;
/** The functions that a tag wakes one after the other. */
const STATIONS = ['wheelwright-route', 'wheelwright-join'];
/** The call before which a VPC that joins waits for its turn. Then the turn to be attached comes at once, as accounts are read no faster. */
const WAITS_BEFORE = 'organizations:DescribeAccount';

/** Lets others take the turns of the next minute. */
async function occupyTurns({ world, landingZone: { hub } }: BenchWorld, ms: number): Promise<void> {
  const ledger = new DynamoDBClient(world.config(world.administrator(hub.accountId), hub.region));
  const next = world.clock.now().getTime() + MINUTE + AT_ONCE_MS.account(ms);
  const Item = { pk: { S: PACE_PARTITION }, sk: { S: 'account' }, next: { N: String(next) } };
  await ledger.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
}

/**
 * Lets one VPC join that has to wait for its turn, and returns what the model repeats for others; then all buckets are full again.
 * @throws Error if no function looks at it, or it does not wait for its turn
 */
export async function traceOf(setting: BenchWorld, newcomer: SeededVpc): Promise<Trace> {
  const { world, landingZone } = setting;
  const [began, calls, invocations] = [
    world.clock.now().getTime(),
    world.calls.length,
    world.functions.invocations.length,
  ];
  const secondsSince = (from: number, to: number): number => (to - from) / 1000;
  const ms = accountTurnMs(landingZone);
  await occupyTurns(setting, ms);
  await tagAll(setting, [newcomer]);
  const [joined = NaN] = await joinedAll(setting, [newcomer]);
  const [route, ...joins] = STATIONS.flatMap((name) =>
    world.functions.invocations
      .slice(invocations)
      .filter(({ functionName, startedAt }) => functionName === name && startedAt.getTime() < joined)
      .slice(0, name === STATIONS[0] ? 1 : undefined)
      .map(({ id, startedAt, endedAt }) => {
        const end = Math.min(endedAt?.getTime() ?? joined, joined);
        return { id, name, begin: startedAt.getTime(), end };
      }),
  );
  if (!route) throw new Error(`No function looked at ${newcomer.vpcId}.`);
  const all = [route, ...joins];
  const first = world.calls
    .slice(calls)
    .find(({ action, invocationId }) => action === WAITS_BEFORE && invocationId !== undefined);
  const turnAt = all.findIndex(({ id }) => id === first?.invocationId);
  if (turnAt < 2) throw new Error(`${newcomer.vpcId} did not wait for its turn.`);
  const changing = new Set(
    world.calls
      .slice(calls)
      .flatMap(({ action, mutating, invocationId }) =>
        mutating && !/^(dynamodb|sqs|sts):/.test(action) ? [invocationId] : [],
      ),
  );
  let since = began;
  const looks = all.map(({ id, name, begin, end }, index): Look => {
    const turn = index === turnAt - 1 ? ({ bucket: 'account', ms } as const) : undefined;
    const isProbe = turn === undefined && !changing.has(id) && index > 0;
    if (!isProbe) since = end;
    const pause = secondsSince(since, all[index + 1]?.begin ?? end);
    return { station: name, seconds: secondsSince(begin, end), isProbe, pause, ...(turn ? { turn } : {}) };
  });
  await world.clock.jump(60 * MINUTE);
  return { stations: stationsOf(setting), before: rounded(secondsSince(began, route.begin)), looks };
}

const stationsOf = ({ world }: BenchWorld): Trace['stations'] =>
  Object.fromEntries(
    STATIONS.map((name) => {
      const mapping = [...world.functions.mappings.values()].find(({ functionArn }) =>
        functionArn.endsWith(`:${name}`),
      );
      const { maximumConcurrency = 1, batchSize = 1 } = mapping?.options ?? {};
      return [name, { instances: maximumConcurrency, batch: batchSize }];
    }),
  );
