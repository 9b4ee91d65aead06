import Table from 'cli-table3';

/** A figure that must not be greater than `most`. */
interface Goal {
  readonly goal: string;
  readonly value: number;
  readonly most: number;
  readonly met: boolean;
}

/** What a bench prints for machines. `bounds`: what AWS itself takes, or the peer, in the units of the figures. */
export interface BenchDocument {
  readonly bench: string;
  readonly seeds?: readonly number[];
  readonly figures: Readonly<Record<string, number>>;
  readonly bounds: Readonly<Record<string, number>>;
  readonly goals: readonly Goal[];
  readonly met: boolean;
}

export function benchDocument(
  bench: string,
  {
    goals,
    ...rest
  }: Pick<BenchDocument, 'seeds' | 'figures' | 'bounds'> & {
    /** The greatest value of each figure that is a goal. */
    readonly goals: Readonly<Record<string, number>>;
  },
): BenchDocument {
  const judged = Object.entries(goals).map(([goal, most]): Goal => {
    const value = rest.figures[goal];
    if (value === undefined) throw new TypeError(`The goal "${goal}" of bench ${bench} has no figure.`);
    return { goal, value, most, met: value <= most };
  });
  return { bench, ...rest, goals: judged, met: judged.every(({ met }) => met) };
}

/** Prints a document for machines, or a table for people, and sets the exit code: 1 where a goal is missed. */
export function show(document: BenchDocument, json: boolean | undefined): void {
  if (!document.met) process.exitCode = 1;
  process.stdout.write(`${json ? JSON.stringify(document) : tableOf(document)}\n`);
}

function tableOf({ bench, seeds, figures, bounds, goals }: BenchDocument): string {
  const table = new Table({
    head: [bench, 'figure', 'goal: at most', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const [name, value] of Object.entries(figures)) {
    const goal = goals.find((each) => each.goal === name);
    table.push([name, value, goal?.most ?? '', goal === undefined ? '' : goal.met ? 'met' : 'MISSED']);
  }
  for (const [name, value] of Object.entries(bounds)) table.push([name, value, '', 'bound']);
  return seeds === undefined ? table.toString() : `seeds ${seeds.join(', ')}\n${table.toString()}`;
}

/** The value below which a share of the values lies: 0.5 is the median. NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** With one decimal place. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;
