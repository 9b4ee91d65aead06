import { pathToFileURL } from 'node:url';
import type * as underJest from './load-bundle';

/** `load-bundle.ts` in the package: Node imports the ES module as it is. */
export const loadBundle: typeof underJest.loadBundle = (file) => import(pathToFileURL(file).href);
