import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourcesHash } from '../../infra/sources';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, content: string): string => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
  return sourcesHash(root);
};

test.each([
  ...['events/a/event.ts', 'handlers/join.ts', 'infra/stacks/hub.ts', 'lib/net/cidr.ts'],
  ...['package-lock.json', 'cdk.json', 'tsconfig.json'],
])('a change of %s changes the hash', (file) => {
  const before = write(file, 'one');
  expect(write(file, 'two')).not.toBe(before);
  expect(write(file, 'one')).toBe(before);
});

test.each(['landing-zone.yaml', 'test/lib/net/cidr.test.ts', 'README.md', 'events/a/samples/one.json'])(
  'a change of %s does not change the hash',
  (file) => {
    const before = write('lib/a.ts', 'one');
    expect(write(file, 'two')).toBe(before);
  },
);

test('two files that swap their contents change the hash', () => {
  write('lib/a.ts', 'one');
  const before = write('lib/b.ts', 'two');
  write('lib/a.ts', 'two');
  expect(write('lib/b.ts', 'one')).not.toBe(before);
});
