import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, contentHash, withBundles } from '../../../infra/build';
import { keptFolder } from '../../../infra/kept';
import type { LandingZone } from '../../../lib/landing-zone';

/**
 * The folder with the cloud assembly of a landing zone. It is kept by the hash of the sources and the landing zone until it
 * has not been used for a day. `progress` is called where it has to be made, which takes seconds.
 * @throws LandingZoneError if the landing zone is wrong
 */
export async function assemblyOf(
  landingZone: LandingZone,
  progress: (line: string) => void = () => undefined,
): Promise<string> {
  const config = JSON.stringify(landingZone);
  const key = createHash('sha256').update(contentHash()).update(config).digest('hex').slice(0, 24);
  const folder = join(CACHE, 'assemblies', key);
  if (!existsSync(folder))
    progress('synthesizing the templates: there are none yet of this landing zone and these sources');
  return keptFolder(folder, (unfinished) => synthesize(config, unfinished));
}

/** CDK takes seconds to load, so that is left until there is something to synthesize. */
async function synthesize(config: string, outdir: string): Promise<void> {
  const file = join(outdir, 'landing-zone.yaml');
  writeFileSync(file, config);
  const [{ readLandingZone }, { withCode }, { writeAssembly }] = await Promise.all([
    import('../../../infra/landing-zone-file'),
    import('../../../infra/constructs/code'),
    import('../../../infra/stacks'),
  ]);
  const landingZone = readLandingZone(file);
  await withBundles((bundles) =>
    withCode(bundles, landingZone, (codeOf) => writeAssembly(landingZone, codeOf, outdir)),
  );
}
