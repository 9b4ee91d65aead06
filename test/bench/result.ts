/** What a bench measured, what AWS allows at best, and whether its goals are met. */
export interface BenchResult {
  readonly bench: string;
  readonly seeds?: readonly number[];
  readonly figures: Readonly<Record<string, unknown>>;
  readonly bounds: Readonly<Record<string, number>>;
  readonly goals: Readonly<Record<string, Goal>>;
  readonly met: boolean;
}

export interface Goal {
  readonly found: number;
  readonly most: number;
}

export const isMet = ({ found, most }: Goal): boolean => found <= most;

export function resultOf(result: Omit<BenchResult, 'met'>): BenchResult {
  return { ...result, met: Object.values(result.goals).every(isMet) };
}

/** Rounded to two decimals. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
