import { writeFileSync } from 'node:fs';
import { jsonSchema } from '../lib/landing-zone';

/** Writes the JSON schema with which editors check and complete a `landing-zone.yaml`. */
writeFileSync('landing-zone.schema.json', `${JSON.stringify(jsonSchema(), null, 2)}\n`);
