import { benchDocument, rounded, type BenchDocument } from './document';
import { likeAws, meshWorld } from './mesh-world';

const MINUTE = 60_000;
const PAGE_MS = 6_000;
const PAGE = 20;

/** A full sweep of accounts whose VPCs have joined: reconciles a second of virtual time, and processor time for each, the twin's part included. */
export async function throughput(options: {
  readonly accounts: number;
  readonly seed: number;
  readonly progress: (text: string) => void;
}): Promise<BenchDocument> {
  const { accounts, seed, progress } = options;
  const setting = await meshWorld({ joined: accounts, seed, progress });
  const { world } = setting;
  await world.clock.jump(10 * MINUTE);
  likeAws(setting);
  progress('the sweep');
  const from = world.functions.invocations.length;
  const began = process.cpuUsage();
  void world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(Math.ceil(accounts / PAGE) * PAGE_MS + 5 * MINUTE);
  const { user, system } = process.cpuUsage(began);
  const workers = world.functions.invocations
    .slice(from)
    .filter(({ functionName }) => /^wheelwright-(join|enroll|grant-pull)$/.test(functionName));
  const groups = workers.flatMap(({ event }) => groupsOf(event));
  const ends = workers.map(({ endedAt, startedAt }) => (endedAt ?? startedAt).getTime());
  const seconds = (Math.max(...ends) - Math.min(...workers.map(({ startedAt }) => startedAt.getTime()))) / 1000;
  return benchDocument('throughput', {
    seeds: [seed],
    figures: {
      accounts,
      reconciles: groups.length,
      'reconciles a second, virtual': rounded(groups.length / seconds),
      'processor milliseconds a reconcile, here': rounded((user + system) / 1000 / groups.length),
      'invocations that failed': workers.filter(({ outcome }) => outcome !== 'succeeded').length,
    },
    bounds: {},
    goals: { 'invocations that failed': 0 },
  });
}

/** The message groups of an invocation: one reconcile each. */
function groupsOf(event: unknown): readonly string[] {
  const { Records = [] } = event as { Records?: readonly { attributes: { MessageGroupId?: string } }[] };
  return [...new Set(Records.map(({ attributes }) => attributes.MessageGroupId ?? ''))];
}
