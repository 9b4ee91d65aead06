import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cliDocs } from './cli';

/** Writes docs/cli.md and the schemas of the commands' documents. */
const files = await cliDocs();
rmSync('docs/schemas', { recursive: true, force: true });
mkdirSync('docs/schemas', { recursive: true });
for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
