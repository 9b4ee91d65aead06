import { execFileSync } from 'node:child_process';
import { COMMANDS } from '../../cli/commands';
import { wheelwright } from './command-line';

const scriptFor = async (shell: string): Promise<string> => (await wheelwright(['completion', shell])).stdout;

/** What bash completes the last of these words to. */
async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const program = `${await scriptFor('bash')}\nCOMP_WORDS=(${quoted})\nCOMP_CWORD=${words.length - 1}\n_wheelwright\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', program], { encoding: 'utf8' }).trim().split('\n');
}

describe('completion', () => {
  const names = COMMANDS.map((create) => create().name());

  it('completes commands, their options and the values of options in bash', async () => {
    expect(await completed('wheelwright', '')).toEqual(expect.arrayContaining([...names, '--profile']));
    expect(await completed('wheelwright', 'stat')).toEqual(['status']);
    expect(await completed('wheelwright', 'status', '--wa')).toEqual(['--watch']);
    expect(await completed('wheelwright', '--verbose', 'status', '--state', 'ref')).toEqual(['refused']);
    expect(await completed('wheelwright', 'completion', '--j')).toEqual(['--json']);
  });

  it.each(['zsh', 'fish'])('has every command with its summary for %s', async (shell) => {
    const script = await scriptFor(shell);
    for (const create of COMMANDS) {
      const command = create();
      expect(script).toContain(command.name());
      expect(script).toContain(command.summary().split(':')[0]?.split("'")[0]);
    }
    expect(script).not.toContain('undefined');
  });

  it('refuses another shell', async () => {
    const { code, stderr } = await wheelwright(['completion', 'tcsh']);
    expect(code).toBe(64);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish');
  });
});
