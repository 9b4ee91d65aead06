import { testFiles } from './test/projects.mjs';

/** SWC compiles test files to CommonJS. What they import is loaded by Node. */
const project = (displayName, files) => ({
  displayName,
  roots: ['<rootDir>/test'],
  testMatch: files.map((file) => `<rootDir>/${file}`),
  ...(displayName === 'unit' ? {} : { globalSetup: '<rootDir>/test/synthesized.ts' }),
  testEnvironment: '<rootDir>/test/jest/environment.mjs',
  transform: { '\\.[cm]?[jt]s$': '<rootDir>/test/jest/transform.cjs' },
  transformIgnorePatterns: [],
});

const configOf = (...names) => {
  const files = testFiles();
  return {
    projects: names.map((name) => project(name, files[name])),
    globalSetup: '<rootDir>/test/jest/temporary-folder.mjs',
    globalTeardown: '<rootDir>/test/jest/no-temporary-folder.mjs',
    maxWorkers: 2,
    testSequencer: '<rootDir>/test/jest/slowest-first.mjs',
    // A worker that has grown beyond this is replaced, and loads the packages again.
    workerIdleMemoryLimit: '800MB',
    // A world takes a second, and the first of a landing zone a synth, which is a minute on a busy machine.
    testTimeout: names.includes('long') ? 600_000 : 120_000,
  };
};

export default configOf('unit', 'world');

/** What `.ci/run` runs besides. */
export const long = configOf('long');
