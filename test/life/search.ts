import { Counts } from './counts';
import { Steps } from './generator';
import type { Violation } from './laws';
import { Random } from './random';
import { Sequence } from './sequence';
import { Setting } from './setting';
import { textOf, type Step } from './steps';

/** A broken law, with the steps that lead to it. */
interface Found {
  /** Of each broken law one violation. */
  readonly violations: readonly Violation[];
  /** The number of the sequence, from 1, and the seed of the run. */
  readonly sequence: number;
  readonly seed: number;
  /** The shortest steps found that break the same law, in words. */
  readonly steps: readonly string[];
}

export interface Outcome {
  readonly counts: Counts;
  readonly found?: Found;
}

export interface Options {
  readonly seed: number;
  readonly sequences: number;
  readonly progress?: (counts: Counts) => void;
}

const SHORTEST = 4;
const LONGEST = 9;
/** A world keeps what has ended for a while: after so many sequences a new one is quicker. */
const SEQUENCES_PER_WORLD = 400;

/** Runs random sequences until one breaks a law. Seed and number give a sequence, independent of those that ran before it. */
export async function search({ seed, sequences, progress }: Options): Promise<Outcome> {
  const counts = new Counts();
  let setting: Setting | undefined;
  for (let number = 1; number <= sequences; number++) {
    if (setting === undefined || number % SEQUENCES_PER_WORLD === 0) setting = await Setting.build();
    const random = new Random(seed * 1_000_003 + number);
    const broken = await generated(setting, random, counts);
    counts.sequences++;
    progress?.(counts);
    if (broken) {
      const shortest = await shorten(setting, broken);
      return { counts, found: { ...shortest, sequence: number, seed, steps: shortest.steps.map(textOf) } };
    }
  }
  return { counts };
}

interface Broken {
  readonly steps: readonly Step[];
  readonly violations: readonly [Violation, ...Violation[]];
}

async function generated(setting: Setting, random: Random, counts: Counts): Promise<Broken | undefined> {
  await setting.reset();
  const sequence = new Sequence(setting, counts);
  const next = new Steps(random, sequence.life, sequence.laws.mesh);
  const steps: Step[] = [];
  for (let left = SHORTEST + random.below(LONGEST - SHORTEST + 1); left > 0; left--) {
    const step = next.step();
    steps.push(step);
    const violations = await run(sequence, step);
    if (violations) return { steps, violations };
  }
  return undefined;
}

async function replayed(setting: Setting, steps: readonly Step[]): Promise<Broken['violations'] | undefined> {
  await setting.reset();
  const sequence = new Sequence(setting, new Counts());
  for (const step of steps) {
    const violations = await run(sequence, step);
    if (violations) return violations;
  }
  return undefined;
}

/** One violation of each law that is broken. An error that is thrown is one as well: the workers do not come to rest, or a bug. */
async function run(sequence: Sequence, step: Step): Promise<Broken['violations'] | undefined> {
  try {
    const violations = await sequence.run(step);
    const [first, ...more] = new Map(violations.map((each) => [each.law, each])).values();
    return first && [first, ...more];
  } catch (error) {
    return [{ law: 'rest', because: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
  }
}

/** Leaves out steps, and parts of races, as long as the same law is broken. */
async function shorten(setting: Setting, broken: Broken): Promise<Broken> {
  const [{ law }] = broken.violations;
  let shortest = broken;
  for (let again = true; again;) {
    again = false;
    for (const steps of shorter(shortest.steps)) {
      const violations = await replayed(setting, steps);
      if (!violations?.some((each) => each.law === law)) continue;
      shortest = { steps, violations };
      again = true;
      break;
    }
  }
  return shortest;
}

function* shorter(steps: readonly Step[]): Generator<readonly Step[]> {
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    const rest = (...replacement: readonly Step[]) => [
      ...steps.slice(0, index),
      ...replacement,
      ...steps.slice(index + 1),
    ];
    yield rest();
    if (step === undefined || 'change' in step) continue;
    const { race, late, instance } = step;
    for (const change of race) yield rest({ change, instance });
    yield rest(...race.map((change) => ({ change, instance })));
    if (late) {
      const { late: _late, ...without } = step;
      yield rest(without);
      yield rest(...[...race, late].map((change) => ({ change, instance })));
    }
  }
}
