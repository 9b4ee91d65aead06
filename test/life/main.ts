import { Command, InvalidArgumentError } from 'commander';
import { search } from './search';

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
};

const program = new Command('life')
  .description(
    'Runs random sequences of what teams, operators and accidents do to VPCs, and checks the laws of admission after each step.',
  )
  .option('--sequences <number>', 'how many sequences', whole, 500)
  .option('--seed <number>', 'fixes all sequences', whole, 1)
  .option('--json', 'print one JSON document on standard output; progress is on standard error either way')
  .addHelpText('after', '\nExit code 1 if a law was broken: the shortest steps found are printed.');
program.parse();
const { sequences, seed, json = false } = program.opts<{ sequences: number; seed: number; json?: true }>();

const REPORT_EVERY = 50;
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
