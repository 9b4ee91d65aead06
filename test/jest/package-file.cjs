/**
 * Jest's transform of the files of packages: for a test file Node loads them, once per process (`environment.mjs`). For Jest
 * itself and its global setup they stay as they are.
 */
const inTestFile = () => globalThis.packageFile !== undefined;

module.exports = {
  process: (source) => ({ code: inTestFile() ? 'module.exports = globalThis.packageFile(__filename);' : source }),
  getCacheKey: (_source, path) => `package-file ${inTestFile()} ${path}`,
};
