/** SWC compiles each file to CommonJS; the packages named below ship ES modules only. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/synthesized.ts',
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
  maxWorkers: 2,
  // Building a world takes a second, and the first of a landing zone a synth: longer on a busy machine.
  testTimeout: 60_000,
};
