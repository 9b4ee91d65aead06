import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, type Runtime } from '../../../handlers/runtime';
import { landingZoneSchema, parseHubs, type LandingZone } from '../../../lib/landing-zone';
import type { Create, Handler } from '../../twin/functions/instance';
import { parseJson } from '../../twin/json';
import { loadBundle } from './load-bundle';

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
  async ({ environment: variables, clock, random, requestHandler, fetch, credentials, log }) => {
    const { create } = (await loadBundle(join(folder, 'index.mjs'))) as Bundle;
    const env = environment.parse(variables);
    const beside = (): unknown => parseJson(readFileSync(join(folder, 'landing-zone.json'), 'utf8'));
    const landingZone = config ?? landingZoneSchema.parse(beside());
    return create({
      ...{ landingZone, env, clock, random, requestHandler, fetch, credentials, log },
      hubs: parseHubs(env.WHEELWRIGHT_HUB),
    });
  };
