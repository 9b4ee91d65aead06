import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { programFor } from '../../cli/program';
import { memoryIo } from '../cli/memory-io';

const text = readFileSync('docs/migrating.md', 'utf8');
const lines = [...text.matchAll(/```sh\n([^]*?)```/g)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line.startsWith('wheelwright '));

test.each(lines)('docs/migrating.md has a command line that exists: %s', (line) => {
  const program = programFor(memoryIo());
  const [, name = '', ...args] = line.split(' ');
  const command = program.commands.find((each) => each.name() === name);
  expect(command).toBeDefined();
  const known = (of: Command | undefined) => of?.options.map(({ long }) => long) ?? [];
  const options = args.filter((arg) => arg.startsWith('--'));
  for (const option of options) expect([...known(command), ...known(program)]).toContain(option);
});

test('docs/migrating.md names the way through all of it', () => {
  const names = ['init', 'validate', 'plan', 'adopt', 'migrate'];
  expect(
    names.filter(
      (name) => !lines.some((line) => line.startsWith(`wheelwright ${name} `) || line === `wheelwright ${name}`),
    ),
  ).toEqual([]);
});
