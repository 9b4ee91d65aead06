import { Command } from 'commander';
import { wholeNumber } from '../world/whole-number';
import { search } from './search';
import { notFound } from './whole/planted';
import { printLives, printMoments } from './whole/print';

const whole = wholeNumber(1);

const REPORT_EVERY = 50;

interface Options {
  readonly sequences: number;
  readonly seed: number;
  readonly json?: boolean;
}

const program = new Command('life')
  .enablePositionalOptions()
  .description(
    'Runs random sequences of what teams, operators and accidents do to VPCs, and checks the laws of admission after each step.',
  )
  .option('--sequences <number>', 'how many sequences', whole, 500)
  .option('--seed <number>', 'fixes all sequences', whole, 1)
  .option('--json', 'print one JSON document on standard output; progress is on standard error either way')
  .addHelpText('after', '\nExit code 1 if something was found: the shortest steps that lead to it are printed.')
  .action(admission);
program
  .command('lives')
  .description('Lives random lives in whole worlds, and reads what is left over of them and which states are untrue.')
  .option('--count <number>', 'how many lives', whole, 200)
  .option('--seed <number>', 'fixes all lives', whole, 1)
  .option(
    '--shortenings <number>',
    'how often a life that failed is lived again to find fewer steps',
    wholeNumber(0),
    60,
  )
  .action(async (options: { count: number; seed: number; shortenings: number }) => {
    process.exitCode = (await printLives(options)) ? 0 : 1;
  });
program
  .command('moments')
  .description('Lets things happen to a VPC at each write of its join and of its leave, and reads what is left over.')
  .option('--every <number>', 'only every n-th case', whole, 1)
  .action(async ({ every }: { every: number }) => {
    process.exitCode = (await printMoments(every)) ? 0 : 1;
  });
program
  .command('planted')
  .description('Plants faults in a copy of the last commit, one after the other, and shows that lives find each.')
  .action(async () => {
    const missed = await notFound((line) => process.stdout.write(`${line}\n`));
    process.exitCode = missed.length === 0 ? 0 : 1;
  });
await program.parseAsync();
// A package leaves a timer of five minutes behind, for which Node would wait.
process.stdout.write('', () => process.exit());

async function admission({ sequences, seed, json = false }: Options): Promise<void> {
  const { counts, found } = await search({
    sequences,
    seed,
    progress(counts) {
      if (counts.sequences % REPORT_EVERY === 0)
        process.stderr.write(
          `… ${counts.sequences} of ${sequences} sequences, ${counts.steps} steps, ${counts.races} races\n`,
        );
    },
  });
  if (json) process.stdout.write(`${JSON.stringify({ counts, ...(found ? { found } : {}) })}\n`);
  else {
    const figures = Object.entries(counts).map(([name, count]) => `${name.padEnd(14)}${String(count)}`);
    process.stdout.write(`${figures.join('\n')}\n`);
    if (found) {
      const { violations, sequence, steps } = found;
      for (const { law, because } of violations)
        process.stdout.write(`\n${law} is broken in sequence ${sequence} of seed ${seed}: ${because}\n`);
      for (const step of steps) process.stdout.write(`  ${step}\n`);
    }
  }
  process.exitCode = found ? 1 : 0;
}
