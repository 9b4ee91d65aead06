/** The folder of what is made from the sources and may be deleted: assemblies, and bundles as CommonJS. */
export const CACHE = '.cache';
/** Node's compile cache. `run.mjs` names it too. */
export const COMPILED = '.cache/compiled';
