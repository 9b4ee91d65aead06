/** The exit codes of all commands, with what they mean. Scripts depend on them: a code is never given another meaning. */
export const EXIT_CODES = {
  ok: { code: 0, means: 'done; of `plan`: there is nothing to change' },
  failed: { code: 1, means: 'an error: standard error says what was found and what to do next' },
  changes: { code: 2, means: 'of `plan`: there are changes' },
  attention: { code: 3, means: 'the answer is printed, and people have to do something about what it says' },
  declined: { code: 4, means: 'the question was not answered with yes, and nothing was changed' },
  usage: { code: 64, means: 'the command line is wrong' },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly means: string }>>;

export type ExitName = keyof typeof EXIT_CODES;
