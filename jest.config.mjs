import { testFiles } from './test/projects.mjs';

/** SWC compiles our files to CommonJS. Packages, and the bundles of functions, are loaded by Node. */
const project = (displayName, files) => ({
  displayName,
  roots: ['<rootDir>/test'],
  testMatch: files.map((file) => `<rootDir>/${file}`),
  ...(displayName === 'unit' ? {} : { globalSetup: '<rootDir>/test/synthesized.ts' }),
  testEnvironment: '<rootDir>/test/jest/environment.mjs',
  transform: {
    '/(node_modules|\\.cache/bundles)/': '<rootDir>/test/jest/package-file.cjs',
    '^.+\\.[cm]?[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // They have no entry for `require`, which Jest looks for.
  moduleNameMapper: { '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [],
});

const configOf = (...names) => {
  const files = testFiles();
  return {
    projects: names.map((name) => project(name, files[name])),
    maxWorkers: 2,
    // A worker that has grown beyond this is replaced, and loads the packages again.
    workerIdleMemoryLimit: '800MB',
    // Building a world takes a second, and the first of a landing zone a synth: longer on a busy machine.
    testTimeout: 60_000,
  };
};

export default configOf('unit', 'world');

/** What `.ci/run` runs besides. */
export const long = configOf('long');
