import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transform } from 'esbuild';
import { environment, type Runtime } from '../../../handlers/runtime';
import { landingZoneSchema, parseHubs, type LandingZone } from '../../../lib/landing-zone';
import type { Create, Handler } from '../../twin/functions/instance';
import { parseJson } from '../../twin/json';
import { CACHE } from './cache';

/** What the twin uses of a function's bundle. Its `handler` is for Lambda, and reads the environment of the process. */
interface Bundle {
  readonly create: (runtime: Runtime) => Handler;
}

/**
 * Cold starts of the bundle in an asset's folder, with the config file beside it and its own variables, as deployed. The
 * bundle is loaded when the first instance starts. `config` replaces the file.
 */
export const coldStart =
  (folder: string, config?: LandingZone): Create =>
  async ({ environment: variables, clock, random, requestHandler, credentials, log }) => {
    const { create } = await load(join(folder, 'index.mjs'));
    const env = environment.parse(variables);
    const beside = (): unknown => parseJson(readFileSync(join(folder, 'landing-zone.json'), 'utf8'));
    const landingZone = config ?? landingZoneSchema.parse(beside());
    return create({
      ...{ landingZone, env, clock, random, requestHandler, credentials, log },
      hubs: parseHubs(env.WHEELWRIGHT_HUB),
    });
  };

/**
 * Jest cannot import a bundle, which is an ES module: it is converted to CommonJS, and kept on disk by its content. Each
 * process, and each test file of Jest, loads its own.
 */
async function load(file: string): Promise<Bundle> {
  const code = readFileSync(file, 'utf8');
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const converted = resolve(CACHE, 'bundles', `${name}.cjs`);
  if (!existsSync(converted)) {
    const { code: commonJs } = await transform(code, {
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      define: { 'import.meta.url': '__bundleUrl' },
      banner: "const __bundleUrl=require('node:url').pathToFileURL(__filename).href;",
      logLevel: 'error',
    });
    mkdirSync(resolve(CACHE, 'bundles'), { recursive: true });
    // Another process may do the same: a file with the final name is complete.
    const unfinished = `${converted}.${process.pid}`;
    writeFileSync(unfinished, commonJs);
    renameSync(unfinished, converted);
  }
  return (await import(converted)) as Bundle;
}
