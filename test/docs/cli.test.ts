import { readFileSync, readdirSync } from 'node:fs';
import { cliDocs } from './cli';

test('docs/cli.md and docs/schemas are what the commands say of themselves: else run "npm run cli-docs"', async () => {
  const files = await cliDocs();
  expect(readdirSync('docs/schemas').map((name) => `docs/schemas/${name}`)).toEqual(
    Object.keys(files)
      .filter((file) => file !== 'docs/cli.md')
      .sort(),
  );
  for (const [file, text] of Object.entries(files)) expect(readFileSync(file, 'utf8')).toBe(text);
});
