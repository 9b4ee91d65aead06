import type { Random } from '../life/random';
import type { StateTimes } from '../twin/world';

/** Seconds that a state of a join takes at least and at most. AWS documents none. */
const RANGES = { attachment: [10, 170], acceptance: [10, 75], association: [10, 65] } as const;
export type Phase = keyof typeof RANGES;
export const PHASES = Object.keys(RANGES) as readonly Phase[];

export type DrawnTimes = Pick<StateTimes, Phase | 'propagation' | 'queryLogAssociation'>;

/** What a join waits for, drawn at random, in milliseconds. Nothing else is waited for. */
export function drawnTimes(random: Random): DrawnTimes {
  const draw = ([least, most]: readonly [number, number]): number => 1000 * (least + random.below(most - least + 1));
  const attachment = draw(RANGES.attachment);
  const acceptance = draw(RANGES.acceptance);
  const association = draw(RANGES.association);
  return { attachment, acceptance, association, propagation: association, queryLogAssociation: 5_000 };
}
