const { createTransformer } = require('@swc/jest');

/**
 * Jest's transform. SWC compiles a test file to CommonJS. Whatever a test file imports is loaded by Node, once per process
 * (`modules.mjs`). For Jest itself and its global setup SWC compiles our modules, and packages stay as they are.
 */
const swc = createTransformer({
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
});

const inTestFile = () => globalThis.sharedModule !== undefined;
const isPackage = (path) => /\/(node_modules|\.cache\/bundles)\//.test(path);
const isShared = (path) => inTestFile() && !path.endsWith('.test.ts');
const SHARED = 'module.exports = globalThis.sharedModule(__filename);';

module.exports = {
  process(source, path, options) {
    if (isShared(path)) return { code: SHARED };
    return isPackage(path) ? { code: source } : swc.process(source, path, options);
  },
  getCacheKey(source, path, options) {
    if (isShared(path) || isPackage(path)) return `${isShared(path) ? SHARED : 'as it is'} ${path}`;
    return swc.getCacheKey(source, path, options);
  },
};
