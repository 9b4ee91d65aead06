import Table from 'cli-table3';
import { Setting } from './lives';
import { HAPPENINGS, outcomes, type Outcome } from './moments';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Lives lives, and prints each that fails as soon as it has. Returns whether none does. */
export async function printLives(options: {
  readonly seed: number;
  readonly count: number;
  readonly shortenings: number;
}): Promise<boolean> {
  const setting = await Setting.build();
  const failed = await setting.lives({
    ...options,
    progress(number, life) {
      process.stderr.write(`… life ${number} of ${options.count}${life ? ' FAILED' : ''}\n`);
      if (!life) return;
      say(`Life ${number} of seed ${options.seed}:`);
      for (const finding of life.findings) say(`  ! ${finding}`);
      for (const step of life.steps) say(`    ${step}`);
    },
  });
  say(`${options.count} lives of 30 steps, ${failed.length} failed`);
  return failed.length === 0;
}

/** Lets things happen at each moment, and prints a table of the cases and what was found. Returns whether nothing was. */
export async function printMoments(every: number): Promise<boolean> {
  const found = await outcomes(every, ({ act, moment, happening }) => {
    if (happening === HAPPENINGS.at(-1)) process.stderr.write(`… ${act}, write ${moment}\n`);
  });
  const failed = found.filter(({ findings }) => findings.length > 0);
  const table = new Table({ head: ['', 'join', 'leave'], style: { head: [], border: [] } });
  for (const happening of HAPPENINGS)
    table.push([happening, ...(['join', 'leave'] as const).map((act) => share(found, act, happening))]);
  say(table.toString());
  for (const { act, moment, action, happening, findings } of failed) {
    say(`${act}, before write ${moment} (${action}): ${happening}`);
    for (const finding of findings) say(`  ! ${finding}`);
  }
  say(`${found.length} cases, ${failed.length} failed`);
  return failed.length === 0;
}

/** `19 of 21`: the cases in which nothing was found. */
function share(all: readonly Outcome[], act: Outcome['act'], happening: Outcome['happening']): string {
  const cases = all.filter((outcome) => outcome.act === act && outcome.happening === happening);
  return `${cases.filter(({ findings }) => findings.length === 0).length} of ${cases.length}`;
}
