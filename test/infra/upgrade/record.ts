/**
 * Records the stateful resources of the version in package.json, and the config that they were synthesized from:
 * `npx tsx test/infra/upgrade/record.ts`, once per release. The upgrade test compares every later version with the record.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURE } from '../../world/landing-zone';
import { landingZone, stacksOf } from '../deployed';
import { releaseOf } from './stateful';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const folder = join(import.meta.dirname, version);
mkdirSync(folder, { recursive: true });
copyFileSync(FIXTURE, join(folder, 'landing-zone.yaml'));
const release = releaseOf(stacksOf(landingZone).app.synth());
writeFileSync(join(folder, 'resources.json'), `${JSON.stringify(release, undefined, 2)}\n`);
