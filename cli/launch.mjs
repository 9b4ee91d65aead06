#!/usr/bin/env node
/**
 * The command `wheelwright` of the package. It runs on any Node, also on one that could not load the program, to say so.
 */
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';

const { engines, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const oldest = engines.node.replace('>=', '');
const numbers = (text) => text.split('.').map(Number);

/** Whether this Node is older than what package.json asks for. */
function tooOld() {
  const [found, expected] = [numbers(process.versions.node), numbers(oldest)];
  const differing = expected.findIndex((number, index) => number !== found[index]);
  return differing !== -1 && found[differing] < expected[differing];
}

if (tooOld()) {
  process.stderr.write(
    `wheelwright ${version} runs on Node ${oldest} or newer, and this is Node ${process.versions.node}. Install a newer Node, from https://nodejs.org for example.\n`,
  );
  process.exitCode = 1;
} else {
  // The programs that the command starts use it too: they load in half the time. Node 22 has it.
  nodeModule.enableCompileCache?.();
  const cache = nodeModule.getCompileCacheDir?.();
  if (cache) process.env.NODE_COMPILE_CACHE = cache;
  await import(new URL('cli.mjs', import.meta.url).href);
}
