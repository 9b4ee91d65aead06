import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Zod has error messages in fifty languages, 264 kB. Replaces their index by an empty one; English needs no locale file. */
const ENGLISH_ONLY: Plugin = {
  name: 'english-only',
  setup: (build) => {
    build.onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('/node_modules/zod/') ? { path: 'locales', namespace: 'none' } : undefined,
    );
    build.onLoad({ filter: /^locales$/, namespace: 'none' }, () => ({ contents: 'export {};' }));
  },
};

const NAME = /^const (_\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * Replaces the computed keys in one of the SDK's schema files by the values of their constants: `{ [_xN]: … }` becomes
 * `{ "xmlName": … }`. A computed key may run code, so esbuild keeps every schema that has one, and all that it refers
 * to: of client-ec2 550 kB, of which our calls use a twelfth.
 */
export function spelledOut(source: string): string {
  const values = new Map([...source.matchAll(NAME)].map(([, name, value]) => [name, value]));
  return source.replace(COMPUTED_KEY, (key, name: string) => {
    const value = values.get(name);
    return value === undefined ? key : `${value}:`;
  });
}

const SCHEMAS_IN_USE: Plugin = {
  name: 'schemas-in-use',
  setup: (build) => {
    build.onLoad({ filter: /\/node_modules\/@aws-sdk\/.*\/schemas_\d+\.js$/ }, ({ path }) => ({
      contents: spelledOut(readFileSync(path, 'utf8')),
    }));
  },
};

/** Zod reads and writes JSON schemas, 24 kB. No function does. */
const NO_JSON_SCHEMA: Plugin = {
  name: 'no-json-schema',
  setup: (build) => {
    build.onLoad(
      { filter: /\/node_modules\/zod\/v4\/(classic\/from-json-schema|core\/json-schema-processors)\.js$/ },
      () => ({
        contents: 'module.exports = {};',
      }),
    );
  },
};

/**
 * Lambda gives a function its credentials in environment variables (Lambda Developer Guide, "Defined runtime environment
 * variables"). Replaces the SDK's chain of providers, which has clients of SSO, Cognito and STS and reads files and instance
 * metadata, by its provider for these.
 */
const LAMBDA_CREDENTIALS: Plugin = {
  name: 'lambda-credentials',
  setup: (build) => {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'credentials',
      namespace: 'lambda',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /^credentials$/, namespace: 'lambda' }, ({ pluginData }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: String(pluginData),
    }));
  },
};

export const BUNDLE_PLUGINS: readonly Plugin[] = [ENGLISH_ONLY, SCHEMAS_IN_USE, NO_JSON_SCHEMA, LAMBDA_CREDENTIALS];
