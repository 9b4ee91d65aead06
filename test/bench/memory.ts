import { queueUrl } from '../../lib/landing-zone';
import { functionName } from '../../lib/names';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Around } from '../twin/wire/service';
import { benchDocument, rounded, type BenchDocument } from './document';
import { meshWorld, type BenchWorld } from './mesh-world';
import { residentOf, type Resident } from './resident';

/** VPCs in the mesh; each size is measured in a world of its own. */
const SIZES: readonly number[] = [4, 1_000, 4_990];
const MINUTE = 60_000;

interface Reading {
  /** Reads in the hub account. */
  readonly hubReads: number;
  /** Of all answers that the worker gets, as JSON. */
  readonly bytes: number;
  /** The messages that woke it. */
  readonly event: SQSEvent;
}

const WORKER = functionName('join');
const MB = 1_000_000;

/** What the reconcile of a VPC that has joined reads, and the memory of the process that reads it, by the size of the mesh. */
export async function memoryBench(options: {
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly progress: (text: string) => void;
}): Promise<BenchDocument> {
  const { sizes, seed, progress } = options;
  const all: (Omit<Reading, 'event'> & Resident & { readonly size: number })[] = [];
  for (const size of sizes.length > 0 ? sizes : SIZES) {
    progress(`a mesh of ${size}`);
    const setting = await meshWorld({ joined: size, seed, progress });
    const { event, ...read } = await readingOf(setting);
    progress('running the worker in processes of its own');
    all.push({ size, ...read, ...(await residentOf(setting, WORKER, event)) });
  }
  return memoryDocument(seed, all);
}

/** What was measured in meshes of several sizes; the first is what the others are compared with. */
export function memoryDocument(
  seed: number,
  all: readonly (Omit<Reading, 'event'> & Resident & { readonly size: number })[],
): BenchDocument {
  const [first] = all;
  const most = (of: (reading: (typeof all)[number]) => number): number => Math.max(...all.map(of));
  const each = (what: string, of: (reading: (typeof all)[number]) => number): Record<string, number> =>
    Object.fromEntries(all.map((reading) => [`${what} in a mesh of ${reading.size}`, of(reading)]));
  const times = (of: (reading: (typeof all)[number]) => number): number =>
    Math.round((most(of) / (first ? of(first) : NaN)) * 100) / 100;
  return benchDocument('memory', {
    seeds: [seed],
    figures: {
      ...each('hub reads', ({ hubReads }) => hubReads),
      ...each('bytes read', ({ bytes }) => bytes),
      ...each('MB resident', ({ residentBytes }) => rounded(residentBytes / MB)),
      ...each('calls of a process', ({ calls }) => calls),
      'hub reads more than in the first': most(({ hubReads }) => hubReads) - (first?.hubReads ?? NaN),
      'times the bytes of the first': times(({ bytes }) => bytes),
      'times the resident memory of the first': times(({ residentBytes }) => residentBytes),
    },
    bounds: {},
    goals: {
      'hub reads more than in the first': 0,
      'times the bytes of the first': 1.3,
      'times the resident memory of the first': 1.3,
    },
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
  const [from, invocations] = [world.calls.length, world.functions.invocations.length];
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
  const woken = world.functions.invocations.slice(invocations).find(({ functionName: name }) => name === WORKER);
  if (!woken) throw new Error(`No message woke ${WORKER}.`);
  return {
    hubReads: reads.filter((call) => call.accountId === hubId).length,
    bytes,
    event: woken.event as SQSEvent,
  };
}
