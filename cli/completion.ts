import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow a command: `path` is empty for the program itself, `replay list` for a command of a command. */
interface Node {
  readonly path: string;
  /** Commands, and the values of an argument that has a choice. */
  readonly words: readonly { readonly name: string; readonly says: string }[];
  readonly options: readonly CompletedOption[];
}
interface CompletedOption {
  readonly flag: string;
  readonly says: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** The script with which a shell completes commands, options and their values. It is made from the definitions of the commands. */
export function completionScript(program: Command, shell: Shell): string {
  const global = program.options.map(optionOf);
  const nodes = nodesOf(program, '').map((node) => ({
    ...node,
    options: [...node.options, ...(node.path === '' ? [] : global), HELP],
  }));
  return { bash, zsh, fish }[shell](program.name(), nodes);
}

const HELP: CompletedOption = { flag: '--help', says: 'print the help of a command', takesValue: false, choices: [] };

const optionOf = ({ long, flags, description, argChoices, required, optional }: Option): CompletedOption => ({
  ...{ flag: long ?? flags, says: description, takesValue: required || optional },
  choices: argChoices ?? [],
});

function nodesOf(command: Command, path: string): readonly Node[] {
  const commands = command.commands.map((each) => ({ name: each.name(), says: each.summary() }));
  const values = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((name) => ({ name, says: description })),
  );
  return [
    { path, words: [...commands, ...values], options: command.options.map(optionOf) },
    ...command.commands.flatMap((each) => nodesOf(each, `${path} ${each.name()}`.trim())),
  ];
}

/** Every choice of every option, by flag: a flag has the same choices wherever it is. */
const choicesIn = (nodes: readonly Node[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    nodes.flatMap(({ options }) => options.filter(({ choices }) => choices.length > 0)).map((o) => [o.flag, o.choices]),
  );

const names = ({ words, options }: Node): string =>
  [...words.map(({ name }) => name), ...options.map(({ flag }) => flag)].join(' ');

/** The paths of commands as patterns of `case`, so that words that are no commands are passed over. */
const paths = (nodes: readonly Node[]): string =>
  nodes.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join('|');

const bash = (name: string, nodes: readonly Node[]): string => `# bash completion of ${name}: ${name} completion bash
_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path='' next word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${paths(nodes)}) path="$next" ;; esac
  done
  case "$path" in
${nodes.map((node) => `    '${node.path}') words='${names(node)}' ;;`).join('\n')}
  esac
  case "$prev" in
${[...choicesIn(nodes)].map(([flag, choices]) => `    ${flag}) words='${choices.join(' ')}' ;;`).join('\n')}
    --config) words='' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _${name} ${name}
`;

const zshText = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:');

const zsh = (name: string, nodes: readonly Node[]): string => `#compdef ${name}
# zsh completion of ${name}: ${name} completion zsh
_${name}() {
  local where='' next word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${where:+$where }$word"
    case "$next" in ${paths(nodes)}) where="$next" ;; esac
  done
  case "$words[CURRENT-1]" in
${[...choicesIn(nodes)].map(([flag, choices]) => `    ${flag}) found=(${choices.join(' ')}); _describe value found; return ;;`).join('\n')}
    --config) _files; return ;;
  esac
  case "$where" in
${nodes
  .map(
    ({ path, words, options }) =>
      `    '${path}') found=(${[
        ...words.map((each) => `'${each.name}:${zshText(each.says)}'`),
        ...options.map(({ flag, says }) => `'${flag}:${zshText(says)}'`),
      ].join(' ')}) ;;`,
  )
  .join('\n')}
  esac
  _describe command found
}
compdef _${name} ${name}
`;

const fishText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(name: string, nodes: readonly Node[]): string {
  const lines = nodes.flatMap(({ path, words, options }) => {
    const parts = path.split(' ').filter((part) => part !== '');
    const below = words.map((each) => each.name).join(' ');
    const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`);
    const isHere = [...seen, ...(below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`])].join('; and ');
    const when = isHere === '' ? '' : ` -n ${fishText(isHere)}`;
    return [
      ...words.map((each) => `complete -c ${name} -f${when} -a ${each.name} -d ${fishText(each.says)}`),
      ...options.map(
        ({ flag, says, takesValue, choices }) =>
          `complete -c ${name}${when} -l ${flag.slice(2)} -d ${fishText(says)}${takesValue ? ' -r' : ''}${choices.length > 0 ? ` -f -a ${fishText(choices.join(' '))}` : ''}`,
      ),
    ];
  });
  return [`# fish completion of ${name}: ${name} completion fish`, ...lines, ''].join('\n');
}
