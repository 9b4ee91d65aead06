import { Argument } from 'commander';
import { CliCommand } from '../command';
import { SHELLS, completionScript } from '../completion';

/** Prints the script with which a shell completes command lines. */
export const completionCommand = (): CliCommand => {
  const command = new CliCommand('completion', {
    summary: 'Print the script with which bash, zsh or fish completes command lines.',
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/wheelwright', 'For bash'],
      ['completion zsh > "${fpath[1]}/_wheelwright"', 'For zsh'],
      ['completion fish > ~/.config/fish/completions/wheelwright.fish', 'For fish'],
    ],
  });
  return command.addArgument(new Argument('<shell>', 'the shell').choices(SHELLS)).runs((cli, _options, given) => {
    const shell = SHELLS.find((each) => each === given) ?? 'bash';
    cli.say(completionScript(command.parent ?? command, shell).trimEnd());
    return Promise.resolve('ok');
  });
};
