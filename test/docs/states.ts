import { FLAGS, REASONS, STATES, type Flag, type State } from '../../lib/names';

const MEANING: Readonly<Record<State, { readonly means: string; readonly then: string }>> = {
  asked: {
    means: 'it asks to join and nothing was changed for it: it is frozen, only planned, or not yet decided about',
    then: 'its flags, or its reason, say what it waits for',
  },
  joining: { means: 'AWS works at its path', then: 'none; minutes, or as long as the wait that its text names' },
  joined: {
    means: 'its path is complete. With a reason, something beside the path is not as wanted, or is shadowed',
    then: "the reason's cure",
  },
  quarantined: {
    means: 'it has a CIDR with which it could not join: no other VPC reaches it, all else stays',
    then: 'disassociate the CIDR; it is then routed again',
  },
  refused: {
    means: 'it may not join, and nothing of ours is in it',
    then: "the reason's cure; the next event tries again",
  },
  'awaiting-approval': {
    means: 'it may join once an operator has approved its CIDR',
    then: 'approve it, or use another',
  },
  leaving: {
    means: 'it leaves; until the time in its tag its path stays',
    then: 'none; tagging it again brings it back',
  },
  left: { means: 'nothing of it is in the mesh', then: 'none. `tagIs`: its account could not be entered' },
  failing: {
    means: 'AWS refuses a call, or what it has is in the way of its path; since when is in the tag',
    then: "the reason's cure; every event and every sweep tries again",
  },
};

const FLAG: Readonly<Record<Flag, string>> = {
  shadowed: 'its path is complete, and a route that is not ours takes some of its traffic',
  frozen:
    'nothing is changed: `guards.frozen`, the tag `wheelwright:frozen` of its account, or an operator has frozen it',
  'plan-only': 'changes are planned and not made: `guards.planOnly`, or the tag `wheelwright:plan-only` of its account',
  unreadable: 'its account could not be read since the time in `unreadable`: all else is what was last known',
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const flagOf = (row: object): string => ('flag' in row ? `\`${String(row.flag)}\`` : '');

/** The tables of states, flags and reasons, for `docs/operations.md`. */
const statesSection = (): string =>
  [
    table(
      ['state', 'means', 'what to do'],
      STATES.map((state) => [`\`${state}\``, MEANING[state].means, MEANING[state].then]),
    ),
    table(
      ['flag', 'means'],
      FLAGS.map((flag) => [`\`${flag}\``, FLAG[flag]]),
    ),
    table(
      ['reason', 'cure', 'flag'],
      Object.entries(REASONS).map(([code, row]) => [`\`${code}\``, row.cure, flagOf(row)]),
    ),
  ].join('\n\n');

const SECTION =
  /(<!-- What `npm run states` writes\. -->\n\n)[\s\S]*?(\n\n<!-- End of what `npm run states` writes\. -->)/;

/** The table of reasons with what ends them, for `docs/for-teams.md`. */
const teamsSection = (): string =>
  table(
    ['reason', 'what ends it'],
    Object.entries(REASONS).map(([code, { cure }]) => [`\`${code}\``, cure]),
  );

/** What is written into each page. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  'docs/operations.md': statesSection,
  'docs/for-teams.md': teamsSection,
};
export const PAGES = Object.keys(SECTIONS);

/** The text of a page with its tables as they are now. Throws an `Error` if it has no place for them. */
export function withStates(file: string, page: string): string {
  if (!SECTION.test(page)) throw new Error(`${file} has no section that \`npm run states\` writes.`);
  return page.replace(SECTION, (_, begin: string, end: string) => `${begin}${SECTIONS[file]?.() ?? ''}${end}`);
}
