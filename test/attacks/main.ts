import Table from 'cli-table3';
import { Command } from 'commander';
import { ATTACKS, idOf, type Attack } from './attacks';
import { inCopy } from './copy';
import { runTests, type Ran } from './run-tests';
import { filesWith, reverts, ROOT } from './tests';

const program = new Command('attacks')
  .description('Runs the tests that attack, and prints what refused each attack.')
  .argument('[ids...]', 'numbers such as A1; all by default')
  .option('--reverts', 'undo what withstands each attack, one after the other, and show that its tests fail then')
  .option('--json', 'print one JSON document on standard output; progress is on standard error either way')
  .addHelpText('after', '\nExit code 1 if an attack succeeds, or with --reverts if one is not noticed.');
program.parse();
const options = program.opts<{ reverts?: true; json?: true }>();
const chosen = ATTACKS.filter(({ id }) => program.args.length === 0 || program.args.includes(id));
const unknown = program.args.filter((id) => !ATTACKS.some((attack) => attack.id === id));
if (unknown.length > 0)
  program.error(`There is no attack ${unknown.join(', ')}; the last is ${ATTACKS.at(-1)?.id ?? ''}.`);

interface Row {
  readonly attack: Attack;
  readonly tests: number;
  readonly failed: readonly string[];
  readonly expected: boolean;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const idIn = ({ title }: Ran): string | undefined => idOf(/\[[AB]\d+\].*/.exec(title)?.[0] ?? '');
const rowOf = (attack: Attack, ran: readonly Ran[], mustFail: boolean): Row => {
  const own = ran.filter((each) => idIn(each) === attack.id);
  const failed = own.filter(({ passed }) => !passed).map(({ title }) => title);
  return { attack, tests: own.length, failed, expected: own.length > 0 && failed.length > 0 === mustFail };
};

const rows = options.reverts ? await withReverts() : await asTheyAre();
const faults = rows.filter(({ expected }) => !expected);
process.stdout.write(options.json ? `${JSON.stringify({ rows, faults: faults.length })}\n` : `${tableOf(rows)}\n`);
for (const { attack, failed, tests } of faults)
  say(
    options.reverts
      ? `${attack.id}: no test of ${tests} failed without what withstands it.`
      : `${attack.id}: ${tests === 0 ? 'no test ran' : failed.join('; ')}`,
  );
process.exitCode = faults.length > 0 ? 1 : 0;

async function asTheyAre(): Promise<readonly Row[]> {
  const files = [...new Set(chosen.flatMap(({ id }) => filesWith(id)))];
  say(`… running the tests of ${chosen.length} attacks in ${files.length} files`);
  const ran = await runTests(ROOT, files, `(${chosen.map(({ id }) => id).join('|')})`);
  return chosen.map((attack) => rowOf(attack, ran, false));
}

async function withReverts(): Promise<readonly Row[]> {
  return inCopy(async ({ folder, withRevert }) => {
    const all: Row[] = [];
    for (const attack of chosen) {
      const revert = reverts().get(attack.id);
      if (revert === undefined) throw new Error(`${attack.id} has no file in test/attacks/reverts.`);
      say(`… ${attack.id}: ${revert.file}: ${revert.from.trim()} → ${revert.to.trim()}`);
      all.push(
        await withRevert(revert, async () =>
          rowOf(attack, await runTests(folder, filesWith(attack.id), attack.id), true),
        ),
      );
    }
    return all;
  });
}

function tableOf(all: readonly Row[]): string {
  const table = new Table({
    head: ['#', 'attack', options.reverts ? 'tests that fail without it' : 'refused by', 'tests'],
    wordWrap: true,
    colWidths: [6, 44, 38, 8],
    style: { head: [], border: [] },
  });
  for (const { attack, tests, failed, expected } of all)
    table.push([
      attack.id,
      attack.attempt,
      options.reverts ? failed.join('\n') : expected ? attack.refusedBy : 'SUCCEEDED',
      tests,
    ]);
  return table.toString();
}
