import { readFileSync } from 'node:fs';
import { parseLandingZone } from '../lib/landing-zone';
import { bundled } from './constructs/bundle';
import { sourcesHash, stamp } from './sources';
import { stacks } from './stacks';

const hash = sourcesHash();
const file = process.argv[2] ?? 'landing-zone.yaml';
const landingZone = parseLandingZone(readFileSync(file, 'utf8'), file);
const { app } = await bundled(landingZone, (codeOf) => stacks(landingZone, codeOf));
app.synth();
stamp(app.outdir, hash);
