import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readme } from './readme';

writeFileSync(join(import.meta.dirname, '../../events/README.md'), readme());
