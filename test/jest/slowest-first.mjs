import { readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** The slowest test files, the slowest first. */
const SLOWEST = JSON.parse(readFileSync(new URL('slowest.json', import.meta.url), 'utf8'));

const place = ({ path }) => {
  const index = SLOWEST.findIndex((file) => path.endsWith(`/${file}`));
  return index === -1 ? SLOWEST.length : index;
};

/**
 * Jest's order of test files: those that failed, then the slowest first. Where it does not know their times, as in a fresh clone, it
 * would begin with the largest files, and at the end one of its two workers would wait for the slowest. Then ours come first.
 */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.every(({ duration }) => duration !== undefined)
      ? sorted
      : sorted.sort((one, other) => place(one) - place(other));
  }
}
