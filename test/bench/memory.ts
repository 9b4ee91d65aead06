import { queueUrl } from '../../lib/landing-zone';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Around } from '../twin/wire/service';
import { benchDocument, type BenchDocument } from './document';
import { meshWorld, type BenchWorld } from './mesh-world';

/** VPCs in the mesh; each size is measured in a world of its own. */
const SIZES: readonly number[] = [4, 1_000, 4_990];
const MINUTE = 60_000;

interface Reading {
  /** Reads in the hub account. */
  readonly hubReads: number;
  /** Of all answers that the worker gets, as JSON. */
  readonly bytes: number;
}

/** What the reconcile of a VPC that has joined reads, by the size of the mesh. */
export async function memoryBench(options: {
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly progress: (text: string) => void;
}): Promise<BenchDocument> {
  const { sizes, seed, progress } = options;
  const readings: (readonly [number, Reading])[] = [];
  for (const size of sizes.length > 0 ? sizes : SIZES) {
    progress(`a mesh of ${size}`);
    readings.push([size, await readingOf(await meshWorld({ joined: size, seed, progress }))]);
  }
  const all = readings.map(([, reading]) => reading);
  const [first] = all;
  const most = (of: (reading: Reading) => number): number => Math.max(...all.map(of));
  return benchDocument('memory', {
    seeds: [seed],
    figures: {
      ...Object.fromEntries(readings.map(([size, { hubReads }]) => [`hub reads in a mesh of ${size}`, hubReads])),
      ...Object.fromEntries(readings.map(([size, { bytes }]) => [`bytes read in a mesh of ${size}`, bytes])),
      'hub reads more than in the first': most(({ hubReads }) => hubReads) - (first?.hubReads ?? NaN),
      'times the bytes of the first': Math.round((most(({ bytes }) => bytes) / (first?.bytes ?? NaN)) * 100) / 100,
    },
    bounds: {},
    goals: { 'hub reads more than in the first': 0, 'times the bytes of the first': 1.3 },
  });
}

/** Wakes join for one account, in an environment that starts, and takes what it reads until it is done. */
async function readingOf({ world, landingZone, mesh }: BenchWorld): Promise<Reading> {
  const [{ accountId } = { accountId: '' }] = mesh;
  const { accountId: hubId, region } = landingZone.hub;
  await world.clock.jump(10 * MINUTE);
  world.functions.dropEnvironments();
  let bytes = 0;
  const measure: Around = async ({ call }, next) => {
    const output = await next();
    if (call.invocationId !== undefined) bytes += JSON.stringify(output ?? '').length;
    return output;
  };
  world.around.push(measure);
  const from = world.calls.length;
  const sqs = new SQSClient(world.config(world.administrator(hubId), region));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(landingZone, 'join'),
      MessageBody: JSON.stringify({ account: accountId, region, because: 'a bench' }),
      MessageGroupId: `${accountId}/${region}`,
      MessageDeduplicationId: 'bench',
    }),
  );
  await world.clock.jump(MINUTE);
  world.around.pop();
  const reads = world.calls
    .slice(from)
    .filter(({ caller, action, mutating }) => caller.startsWith('wheelwright-') && !mutating && !/^sqs:/.test(action));
  return { hubReads: reads.filter((call) => call.accountId === hubId).length, bytes };
}
