import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { workers } from '../../infra/workers';

const ROOT = join(__dirname, '../..');
const DECISIONS = 'docs/decisions';
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));

const decisions = markdownIn(DECISIONS).toSorted();
const documents = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  ...decisions,
  'test/twin/README.md',
  'test/world/README.md',
];

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(text('package.json')) as unknown);

/** The scripts that a text names: `npm test`, `npm run demo`, `npm run -s sandbox -- --port 4566`. */
const scriptsIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/\bnpm (?:(test)\b|run (?:-s )?([\w-]+))/g)].map(([, test, name]) => test ?? name ?? '');

/** The targets of a text's links inside the repository. */
const linksIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));

/** Paths of the repository in a text's code spans. */
const pathsIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/`((?:docs|events|handlers|infra|lib|test)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');

test('the README names the scripts and links the pages that a newcomer needs', () => {
  const readme = text('README.md');
  expect(scriptsIn(readme)).toEqual(expect.arrayContaining(['demo', 'test', 'sandbox', 'check']));
  expect(linksIn(readme)).toEqual(expect.arrayContaining(['docs/architecture.md', 'CONTRIBUTING.md']));
});

describe.each(documents)('%s', (path) => {
  it('names scripts that exist', () => {
    expect(scriptsIn(text(path)).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links and names paths that exist', () => {
    const links = linksIn(text(path)).map((link) => relative(ROOT, join(ROOT, dirname(path), link)));
    const missing = [...links, ...pathsIn(text(path))].filter((target) => !existsSync(join(ROOT, target)));
    expect(missing).toEqual([]);
  });
});

describe('the decision records', () => {
  it('are numbered without gaps', () => {
    const numbers = decisions.map((path) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(relative(DECISIONS, path))?.[1]));
    expect(numbers).toEqual(decisions.map((_path, index) => index + 1));
  });

  it.each(decisions)(
    '%s has a status, its number in the title, and the sections context, decision and consequences',
    (path) => {
      const number = Number(relative(DECISIONS, path).slice(0, 4));
      const [, status, title] = /^---\nstatus: (.+)\n---\n\n# (.+)\n/.exec(text(path)) ?? [];
      expect(status).toMatch(/^(proposed|accepted|superseded by \d{4})$/);
      expect(title).toMatch(new RegExp(`^${number}\\. \\S`));
      expect([...text(path).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
        'Context',
        'Decision',
        'Consequences',
      ]);
    },
  );
});

test('the architecture lists every concept, in its order', () => {
  const rows = [...text('docs/architecture.md').matchAll(/^\| (enroll|join|grant-pull) +\| (.+?) +\|/gm)];
  const listed = rows.flatMap(([, worker, cell]) => (cell ?? '').split(', ').map((name) => `${worker} ${name}`));
  const exist = Object.entries(workers).flatMap(([worker, { steps }]) =>
    steps.map(({ kind }) => `${worker} \`${kind}\``),
  );
  expect(listed).toEqual(exist);
});
