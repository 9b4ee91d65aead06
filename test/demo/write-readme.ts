import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { excerptOf, withExcerpt } from './readme';

/** Runs the demo and writes what README shows of it. */
const { status, stdout } = spawnSync(process.execPath, ['test/start.mjs', 'test/demo/main.ts'], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (status !== 0) throw new Error(`The demo ended with exit code ${status}.`);
writeFileSync('README.md', withExcerpt(readFileSync('README.md', 'utf8'), excerptOf(stdout)));
