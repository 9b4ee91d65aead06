import { readFileSync, statSync } from 'node:fs';
import Module, { createRequire, SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const require = createRequire(import.meta.url);

/** By path: what a package or a module of ours exports, as `import` gets it. */
const loaded = new Map();
/** Our modules that are loaded, by path: when the file was changed, and SWC's source map as text, then parsed. */
const ours = new Map();

// Node calls it for every `require` of a TypeScript file, and finds `./file.ts` and `./folder/index.ts` by it.
Module._extensions['.ts'] = (module, path) => {
  const { mtimeMs } = statSync(path);
  const { code, map } = transformSync(readFileSync(path, 'utf8'), {
    filename: path,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
    sourceMaps: true,
  });
  ours.set(path, { mtimeMs, map });
  module._compile(code, path);
};

const { _resolveFilename: resolve } = Module;
// These packages have no entry for `require`.
Module._resolveFilename = (name, ...others) =>
  resolve(/^@middy\/(core|util)$/.test(name) ? fileURLToPath(import.meta.resolve(name)) : name, ...others);

/**
 * Loads a package's file or a module of ours once per process. `import` of a CommonJS file gets its exports and, as
 * `default`, all of them.
 */
export function sharedModule(path) {
  let exports = loaded.get(path);
  if (!exports) {
    const found = require(path);
    exports = found.__esModule ? found : { __proto__: null, ...found, default: found, __esModule: true };
    loaded.set(path, exports);
  }
  return exports;
}

/** Forgets our modules if the file of one has changed, as it does in Jest's watch mode. */
export function forgetChangedModules() {
  const isChanged = ([path, { mtimeMs }]) => statSync(path, { throwIfNoEntry: false })?.mtimeMs !== mtimeMs;
  if (![...ours].some(isChanged)) return;
  for (const path of ours.keys()) {
    delete require.cache[path];
    loaded.delete(path);
  }
  ours.clear();
}

/** A frame of a stack, with its place in our source: Jest knows the places of the test file alone. */
export function inSource(frame) {
  const module = ours.get(frame.getFileName());
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (!module || line === null || column === null) return frame;
  if (typeof module.map === 'string') module.map = new SourceMap(JSON.parse(module.map));
  const { originalLine, originalColumn } = module.map.findEntry(line - 1, column - 1);
  if (originalLine === undefined) return frame;
  const place = { getLineNumber: () => originalLine + 1, getColumnNumber: () => originalColumn + 1 };
  return new Proxy(frame, { get: (site, name) => place[name] ?? site[name].bind(site) });
}
