import { readFileSync, writeFileSync } from 'node:fs';
import { PAGES, withStates } from './states';

/** Writes the tables of states and reasons into the pages that have them. */
for (const file of PAGES) writeFileSync(file, withStates(file, readFileSync(file, 'utf8')));
