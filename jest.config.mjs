import { testFiles } from './test/projects.mjs';

/** SWC compiles each file to CommonJS; the packages named below ship ES modules only. */
const project = (displayName, files) => ({
  displayName,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: files.map((file) => `<rootDir>/${file}`),
  ...(displayName === 'unit' ? {} : { globalSetup: '<rootDir>/test/synthesized.ts' }),
  transform: {
    '^.+\\.[cm]?[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: { '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [
    '<rootDir>/.cache/',
    '/node_modules/(?!(@middy|cidr-tools|ip-bigint|ip-regex|p-limit|yocto-queue|@noble)/)',
  ],
});

const configOf = (...names) => {
  const files = testFiles();
  return {
    projects: names.map((name) => project(name, files[name])),
    maxWorkers: 2,
    // A worker keeps the modules of the files that it has run: one that has grown beyond this is replaced.
    workerIdleMemoryLimit: '800MB',
    // Building a world takes a second, and the first of a landing zone a synth: longer on a busy machine.
    testTimeout: 60_000,
  };
};

export default configOf('unit', 'world');

/** What `.ci/run` runs besides. */
export const long = configOf('long');
