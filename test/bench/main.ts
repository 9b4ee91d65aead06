import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../world/whole-number';
import { burst, burstByModel } from './burst';
import { callsBench } from './calls';
import { costBench } from './cost';
import { coldStartDocument, coldStarts, type ColdStart } from './cold-start';
import { show } from './document';
import { memoryBench } from './memory';
import { throughput } from './throughput';
import { waitsBench } from './waits';
import { sweep, type SweepOptions } from './sweep';

const count = wholeNumber(1);
const counts = (text: string, before: readonly number[]): readonly number[] => [...before, count(text)];
interface BurstOptions {
  readonly accounts: number;
  readonly mesh: number;
  readonly seeds: readonly number[];
  readonly drawn: boolean;
  readonly model: boolean;
  readonly json?: true;
}

const progress = (text: string): void => void process.stderr.write(`  … ${text}\n`);

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

const JSON_OPTION = 'print one JSON document on standard output, and progress on standard error';

const program = new Command('bench').description('Measures what is deployed. Exit code 1: a goal is missed.');
program
  .command('cold-start')
  .description(
    'Bytes and import time of every function in fresh Node processes: the SDK bundled, the SDK left external, and a handler that does nothing.',
  )
  .option('--runs <number>', 'rounds to measure, interleaved; 0 weighs the bundles only', wholeNumber(0), 9)
  .option('--json', JSON_OPTION)
  .addHelpText(
    'after',
    '\nTimes are medians unless said: of import(), and from the start of the process until the handler is there (ready).\n' +
      'They are of this machine: compare within one run, never between two.',
  )
  .action(async ({ runs, json }: { runs: number; json?: true }) => {
    const rows = await coldStarts(runs, progress);
    if (!json && runs > 0) process.stdout.write(`Node ${process.versions.node}, ${runs} rounds\n${tableOf(rows)}\n`);
    show(coldStartDocument(rows, runs), json);
  });
program
  .command('calls')
  .description(
    'AWS API calls of a join, a leave, a reconcile without a change, and events about other VPCs, on the twin.',
  )
  .option('--seed <number>', 'what is random in the twin', count, 1)
  .option('--json', JSON_OPTION)
  .action(async ({ seed, json }: { seed: number; json?: true }) => show(await callsBench(seed), json));
program
  .command('waits')
  .description('How much later than AWS is ready a join goes on, with the times of its states drawn at random.')
  .option('--seed <number>', 'what is drawn', count, 1)
  .option('--joins <number>', 'how many joins', count, 20)
  .option('--json', JSON_OPTION)
  .action(async ({ seed, joins, json }: { seed: number; joins: number; json?: true }) =>
    show(await waitsBench(seed, joins, progress), json),
  );
program
  .command('burst')
  .description(
    "Lets the VPCs of many accounts ask to join at the same moment, with AWS's rates and waits, in virtual time.",
  )
  .requiredOption('--accounts <number>', 'accounts with a VPC each', count)
  .option('--mesh <number>', 'VPCs that have joined before', count, 0)
  .option('--seeds <numbers...>', 'what is random in the world: a burst with each (1)', counts, [])
  .option('--drawn', "draw the times of AWS's states, others with each seed", false)
  .option('--model', 'by a model alone, from one join: for more accounts than the twin can run', false)
  .option('--json', JSON_OPTION)
  .action(async ({ json, seeds: given, model, ...options }: BurstOptions) => {
    const [seed = 1, ...others] = given;
    const seeds = [seed, ...others];
    show(await (model ? burstByModel({ ...options, seed, progress }) : burst({ ...options, seeds, progress })), json);
  });
program
  .command('sweep')
  .description("Lets a full sweep reach accounts whose VPCs have joined, with AWS's rates, in virtual time.")
  .requiredOption('--accounts <number>', 'accounts', count)
  .option('--vpcs <number>', 'VPCs of each account', count, 1)
  .option('--with-vpcs <number>', 'how many of the accounts have VPCs; default: all', count)
  .option('--sweeps <number>', "sweeps; default: a day's", count)
  .option('--seed <number>', 'what is random in the world', count, 1)
  .option('--json', JSON_OPTION)
  .action(async ({ json, ...options }: SweepOptions & { json?: true }) => {
    show(await sweep({ ...options, progress }), json);
  });
program
  .command('memory')
  .description(
    'What a reconcile with nothing to do reads in meshes of 4, 1,000 and 4,990 VPCs, in calls in the hub and bytes, and the memory of its process.',
  )
  .option('--sizes <numbers...>', 'other sizes', counts, [])
  .option('--seed <number>', 'what is random in the world', count, 1)
  .option('--json', JSON_OPTION)
  .action(async ({ sizes, seed, json }: { sizes: readonly number[]; seed: number; json?: true }) => {
    show(await memoryBench({ sizes, seed, progress }), json);
  });
program
  .command('throughput')
  .description(
    "Reconciles a second of a full sweep of accounts whose VPCs have joined, with AWS's rates, and processor time for each.",
  )
  .requiredOption('--accounts <number>', 'accounts with a VPC each', count)
  .option('--seed <number>', 'what is random in the world', count, 1)
  .option('--json', JSON_OPTION)
  .action(async ({ json, ...options }: { accounts: number; seed: number; json?: true }) => {
    show(await throughput({ ...options, progress }), json);
  });
program
  .command('cost')
  .description(
    'What a month costs in which nothing changes, for 100, 1,000 and 10,000 accounts, from a day in the twin.',
  )
  .option('--seed <number>', 'what is random in the world', count, 1)
  .option('--json', JSON_OPTION)
  .action(async ({ seed, json }: { seed: number; json?: true }) => show(await costBench({ seed, progress }), json));
await program.parseAsync();
