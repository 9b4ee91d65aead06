import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

/** Jest's global teardown. A program that a test has killed may still write for a moment. */
export default () => {
  if (basename(tmpdir()) === `wheelwright-tests-${process.pid}`)
    rmSync(tmpdir(), { recursive: true, force: true, maxRetries: 5 });
};
