import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACKS } from './attacks';
import { filesWith, ROOT } from './tests';

/** Writes the table of attacks into SECURITY.md, between its heading and the next. */
const file = join(ROOT, 'SECURITY.md');
const rows = ATTACKS.map(
  ({ id, attempt, refusedBy }) =>
    `| ${id} | ${attempt} | ${refusedBy} | ${filesWith(id)
      .map((path) => `\`${path}\``)
      .join(', ')} |`,
);
const table = ['| # | an attacker, or a fault, | is refused by | tests |', '| --- | --- | --- | --- |', ...rows].join(
  '\n',
);
const text = readFileSync(file, 'utf8');
const section = /(## Attacks and the tests that make them\n\n[^|]*)\|[\s\S]*?\n(?=\n)/;
if (!section.test(text)) throw new Error('SECURITY.md has no table below "Attacks and the tests that make them".');
writeFileSync(
  file,
  text.replace(section, (_, heading: string) => `${heading}${table}\n`),
);
