import { globSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { programFor } from '../../cli/program';
import { memoryIo } from '../cli/memory-io';

/** The command lines of `wheelwright` in the code blocks of a page, without their comments. */
const commandsIn = (page: string): readonly string[] =>
  [...page.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => !line.includes('[options]'))
    .flatMap((line) => /^ *(?:\$ |run: |- run: )?(?:npx )?wheelwright ([^#|>…]+)/.exec(line)?.[1]?.trim() ?? []);

/** Words as a shell has them. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');

/** Reads a command line without doing what it says. Returns what is wrong with it. */
async function faultOf(line: string): Promise<string | undefined> {
  const io = memoryIo();
  const program = programFor(io);
  const disarm = (command: Command): void => {
    if (command !== program) command.action(() => undefined);
    command.commands.forEach(disarm);
  };
  disarm(program);
  try {
    await program.parseAsync(words(line), { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    return io.written.stderr.split('\n')[0];
  }
}

const PAGES = ['README.md', ...globSync('docs/*.md')].map(
  (file) => [file, commandsIn(readFileSync(file, 'utf8'))] as const,
);

it.each(PAGES.filter(([, lines]) => lines.length > 0))(
  '%s has command lines that wheelwright understands',
  async (_, lines) => {
    const faults = await Promise.all(lines.map(async (line) => ({ line, fault: await faultOf(line) })));
    expect(faults.filter(({ fault }) => fault !== undefined)).toEqual([]);
  },
);

it('finds the command lines of the runbook, the README and the reference, and what is wrong with one', async () => {
  const count = (name: string): number => PAGES.find(([file]) => file === name)?.[1].length ?? 0;
  expect([count('README.md'), count('docs/operations.md'), count('docs/cli.md')].map((found) => found > 4)).toEqual([
    ...[true, true, true],
  ]);
  expect(await faultOf('replay --form 1h')).toContain("unknown option '--form'");
});
