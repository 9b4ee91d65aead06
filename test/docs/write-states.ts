import { readFileSync, writeFileSync } from 'node:fs';
import { withStates } from './states';

/** Writes the tables of states and reasons into docs/operations.md. */
const file = 'docs/operations.md';
writeFileSync(file, withStates(readFileSync(file, 'utf8')));
