import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { coldStarts, type ColdStart } from './cold-start';

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number, 1 at least.');
  return value;
};

function tableOf(rows: readonly ColdStart[]): string {
  const table = new Table({
    head: ['function', 'SDK', 'bytes', 'gzip', 'import ms (min)', 'import ms', 'ready ms', '× empty'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { function: name, variant, bytes, importMs, readyMs, timesEmpty } of rows)
    table.push([
      name,
      variant === 'empty' ? '' : variant,
      bytes.minified,
      bytes.gzip,
      importMs.min,
      importMs.median,
      readyMs.median,
      timesEmpty,
    ]);
  return table.toString();
}

const program = new Command('bench').description('Measures what is deployed, on this machine.');
program
  .command('cold-start')
  .description(
    'Bytes and import time of every function in fresh Node processes: the SDK bundled, the SDK left external, and a handler that does nothing.',
  )
  .option('--runs <number>', 'rounds to measure, interleaved', count, 9)
  .option('--json', 'print one JSON document on standard output, and progress on standard error')
  .addHelpText(
    'after',
    '\nTimes are medians unless said: of import(), and from the start of the process until the handler is there (ready).\n' +
      'They are of this machine: compare within one run, never between two.',
  )
  .action(async ({ runs, json }: { runs: number; json?: true }) => {
    const rows = await coldStarts(runs, (text) => void process.stderr.write(`  … ${text}\n`));
    const { node } = process.versions;
    process.stdout.write(
      json
        ? `${JSON.stringify({ node, runs, coldStarts: rows })}\n`
        : `Node ${node}, ${runs} rounds\n${tableOf(rows)}\n`,
    );
  });
await program.parseAsync();
