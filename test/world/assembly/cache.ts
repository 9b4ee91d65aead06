/** What is made of the sources and can be made again: assemblies of landing zones, and bundles as CommonJS. */
export const CACHE = '.cache';
