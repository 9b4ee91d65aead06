import { hubMs } from '../../lib/landing-zone';
import { joinedAll, tagAll, type BenchWorld } from './mesh-world';
import { rounded } from './document';
import type { Look, Trace } from './model';
import type { SeededVpc } from './seeded-accounts';

const MINUTE = 60_000;
/** The functions that a tag wakes one after the other. */
const STATIONS = ['wheelwright-route', 'wheelwright-join'];
const BEGINS = 'ec2:CreateTransitGatewayVpcAttachment';

/**
 * Lets one VPC join, and returns what the model repeats for others; then all buckets are full again.
 * @throws Error if no function looks at it
 */
export async function traceOf(setting: BenchWorld, newcomer: SeededVpc): Promise<Trace> {
  const { world, landingZone } = setting;
  const [began, calls, invocations] = [
    world.clock.now().getTime(),
    world.calls.length,
    world.functions.invocations.length,
  ];
  const secondsSince = (from: number, to: number): number => (to - from) / 1000;
  await tagAll(setting, [newcomer]);
  const [joined = NaN] = await joinedAll(setting, [newcomer]);
  const created = world.calls.slice(calls).find(({ action }) => action === BEGINS);
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
  const looks = all.map(({ id, name, begin, end }, index): Look => ({
    station: name,
    seconds: secondsSince(begin, end),
    pause: secondsSince(end, all[index + 1]?.begin ?? end),
    ...(id === created?.invocationId ? { turnMs: hubMs(landingZone, 'dev') } : {}),
  }));
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
