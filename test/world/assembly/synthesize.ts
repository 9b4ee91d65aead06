import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { appProgram, CACHE, contentHash } from '../../../infra/build';
import type { LandingZone } from '../../../lib/landing-zone';

const ASSEMBLIES = join(CACHE, 'assemblies');
const KEPT_MS = 24 * 3_600_000;

const run = promisify(execFile);
/** What this process makes at the moment, by folder. */
const making = new Map<string, Promise<void>>();

/**
 * The folder with the cloud assembly of a landing zone, made by the app that `npm run synth` runs, in a process of its own.
 * It is kept by the hash of the sources and the landing zone until it has not been used for a day. `progress` is called
 * where it has to be made, which takes seconds. Throws with the output of the app if that fails.
 */
export async function assemblyOf(
  landingZone: LandingZone,
  progress: (line: string) => void = () => undefined,
): Promise<string> {
  const config = JSON.stringify(landingZone);
  const key = createHash('sha256').update(contentHash()).update(config).digest('hex').slice(0, 24);
  const folder = join(ASSEMBLIES, key);
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return folder;
  }
  const other = making.get(folder);
  if (!other) progress('synthesizing the templates: there are none yet of this landing zone and these sources');
  const made = other ?? make(config, folder).finally(() => making.delete(folder));
  making.set(folder, made);
  await made;
  return folder;
}

async function make(config: string, folder: string): Promise<void> {
  mkdirSync(ASSEMBLIES, { recursive: true });
  removeUnused();
  const unfinished = mkdtempSync(join(ASSEMBLIES, 'unfinished-'));
  try {
    await synthesize(config, unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process may have made the same meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

/** Runs the app. A process that fails rejects with everything that it has written. */
async function synthesize(config: string, outdir: string): Promise<void> {
  const file = join(outdir, 'landing-zone.yaml');
  writeFileSync(file, config);
  // Packages are found from here too.
  const folder = join(outdir, 'app');
  const env = {
    NODE_COMPILE_CACHE: join(CACHE, 'compiled'),
    ...process.env,
    CDK_OUTDIR: outdir,
    // What a deployment must meet besides is checked by `npm run synth`.
    CDK_VALIDATION: 'false',
    CDK_DISABLE_STACK_TRACE: '1',
  };
  try {
    await run(process.execPath, [await appProgram(folder), file], { env });
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The synth failed.\n${stdout}${stderr}`, { cause: error });
  }
}

function removeUnused(): void {
  for (const name of readdirSync(ASSEMBLIES)) {
    const folder = join(ASSEMBLIES, name);
    const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
