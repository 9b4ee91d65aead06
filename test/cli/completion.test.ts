import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { COMMANDS } from '../../cli/commands';
import { completionScript } from '../../cli/completion';
import { STATES } from '../../lib/names';
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
    expect(await completed('wheelwright', 'status', '--h')).toEqual(['--help']);
    expect(await completed('wheelwright', 'replay', '')).toEqual(expect.arrayContaining(['list', 'cancel', '--from']));
    expect(await completed('wheelwright', 'replay', 'list', '--')).not.toContain('--from');
    expect(await completed('wheelwright', 'completion', 'z')).toEqual(['zsh']);
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

  it('offers in zsh what belongs to the command, and escapes what zsh would read as a separator', async () => {
    const lines = (await scriptFor('zsh')).split('\n').map((line) => line.trim());
    const of = (path: string) => lines.filter((line) => line.startsWith(`'${path}') found=(`)).join('\n');
    expect(of('replay')).toContain("'list:Print the replays of the archive, the newest first.'");
    expect(of('replay list')).toContain("'--json:");
    expect(of('replay list')).not.toContain('--from');
    expect(of('migrate')).toContain("'--from:stno\\: Network Orchestration for AWS Transit Gateway'");
    expect(of('init')).toContain("'--from-hub:");
    expect(of('completion')).toContain("('bash:the shell' 'zsh:the shell' 'fish:the shell' ");
    expect(lines).toContain(`--state) found=(${STATES.join(' ')}); _describe value found; return ;;`);
    // The words before decide which commands those are.
    expect(lines.filter((line) => line.includes('where='))).toEqual([
      "local where='' next word",
      expect.stringMatching(/^case "\$next" in 'init'\|.*\|'replay list'\|.*\) where="\$next" ;; esac$/) as string,
    ]);
  });

  it('offers in fish what belongs to the command', async () => {
    const lines = (await scriptFor('fish')).split('\n');
    const when = (condition: string) => `complete -c wheelwright -n '${condition}'`;
    const inList = '__fish_seen_subcommand_from replay; and __fish_seen_subcommand_from list';
    expect(lines).toContain(`${when(inList)} -l json -d 'print one JSON document; its schema is in docs/schemas'`);
    expect(lines.filter((line) => line.includes('-l from '))).toEqual([
      expect.stringContaining("-n '__fish_seen_subcommand_from migrate'") as string,
      expect.stringContaining(
        "-n '__fish_seen_subcommand_from replay; and not __fish_seen_subcommand_from list cancel'",
      ) as string,
    ]);
    expect(lines).toContain(
      `${when('__fish_seen_subcommand_from status')} -l state -d 'only VPCs of these states' -r -f -a '${STATES.join(' ')}'`,
    );
  });

  it.each([
    ['zsh', String.raw`'run:the team'\''s work\: all'`],
    ['fish', String.raw`-a run -d 'the team\'s work: all'`],
  ] as const)('quotes for %s what a summary has', (shell, quoted) => {
    const program = new Command('tool').addCommand(new Command('run').summary("the team's work: all"));
    expect(completionScript(program, shell)).toContain(quoted);
  });

  it('refuses another shell', async () => {
    const { code, stderr } = await wheelwright(['completion', 'tcsh']);
    expect(code).toBe(64);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish');
  });
});
