import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** The folder of a run. CDK remembers where temporary folders are, so that runs of Jest's watch mode share one. */
const name = `wheelwright-tests-${process.pid}`;

/**
 * Jest's global setup: tests, the programs that they start, and the CDK, which writes an assembly to a temporary folder unless it is
 * told where, have their temporary folders in one, which `no-temporary-folder.mjs` deletes after the run.
 */
export default () => {
  const folder = basename(tmpdir()) === name ? tmpdir() : join(tmpdir(), name);
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
};
