import { readFileSync } from 'node:fs';
import { parseLandingZone } from '../lib/landing-zone';
import { bundled } from './constructs/bundle';
import { stacks } from './stacks';

const FILE = 'landing-zone.yaml';
const landingZone = parseLandingZone(readFileSync(FILE, 'utf8'), FILE);
const { app } = await bundled(landingZone, (codeOf) => stacks(landingZone, codeOf));
app.synth();
