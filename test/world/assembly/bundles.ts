import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transform } from 'esbuild';
import { environment, type Runtime } from '../../../handlers/runtime';
import { landingZoneSchema, parseHubs, type LandingZone } from '../../../lib/landing-zone';
import type { Create, Handler } from '../../twin/functions/instance';
import { parseJson } from '../../twin/json';
import { CACHE } from './cache';

/** What the twin needs of a function's bundle. Its `handler` is Lambda's, and reads the process's environment. */
interface Bundle {
  readonly create: (runtime: Runtime) => Handler;
}

/**
 * Cold starts of the bundle in an asset's folder, as it would be deployed: its own config beside it, its own variables.
 * The bundle is loaded when the first instance starts. `config` stands in for the file.
 */
export const coldStart =
  (folder: string, config?: LandingZone): Create =>
  async ({ environment: variables, clock, requestHandler, credentials, log }) => {
    const { create } = await load(join(folder, 'index.mjs'));
    const env = environment.parse(variables);
    const beside = (): unknown => parseJson(readFileSync(join(folder, 'landing-zone.json'), 'utf8'));
    const landingZone = config ?? landingZoneSchema.parse(beside());
    return create({
      ...{ landingZone, env, clock, requestHandler, credentials, log },
      hubs: parseHubs(env.WHEELWRIGHT_HUB),
    });
  };

/**
 * A bundle is an ES module, which Jest's realm cannot import: it is loaded as the CommonJS module that it is the same code
 * as, kept on disk by its content. Every process has its own, and a test file of Jest too.
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
    // Another process may be at it: a file that is there is complete.
    const unfinished = `${converted}.${process.pid}`;
    writeFileSync(unfinished, commonJs);
    renameSync(unfinished, converted);
  }
  return (await import(converted)) as Bundle;
}
