import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sourcesHash, stampOf } from '../../../infra/sources';
import { parseLandingZone, type LandingZone } from '../../../lib/landing-zone';
import { CACHE } from './cache';

/** Where the CLI puts the shipped landing zone's assembly. */
export const SHIPPED = 'cdk.out';
const FILE = 'landing-zone.yaml';
const ASSEMBLIES = join(CACHE, 'assemblies');
const KEPT_MS = 24 * 3_600_000;

const run = promisify(execFile);

/** The landing zone that the project ships. */
export const shippedLandingZone = (): LandingZone => parseLandingZone(readFileSync(FILE, 'utf8'), FILE);

/** Runs `npm run synth` unless `cdk.out` was made of the sources as they are. Throws what it said if it fails. */
export async function synthesizeShipped(progress: (line: string) => void): Promise<void> {
  if (stampOf(SHIPPED) === sourcesHash()) return;
  progress('synthesizing cdk.out, for its sources have changed');
  await told(run('npm', ['run', '--silent', 'synth']));
}

/**
 * The folder with the assembly of a landing zone: `cdk.out` for the shipped one, for any other what the same app makes of it,
 * kept by the hash of the sources and the landing zone. CDK runs in a process of its own.
 */
export async function assemblyOf(landingZone: LandingZone): Promise<string> {
  const hash = sourcesHash();
  const config = JSON.stringify(landingZone);
  if (stampOf(SHIPPED) === hash && config === JSON.stringify(shippedLandingZone())) return SHIPPED;
  const key = createHash('sha256').update(hash).update(config).digest('hex').slice(0, 24);
  const folder = join(ASSEMBLIES, key);
  if (existsSync(folder)) return folder;
  mkdirSync(ASSEMBLIES, { recursive: true });
  forgetOld();
  const unfinished = mkdtempSync(join(ASSEMBLIES, 'unfinished-'));
  const file = join(unfinished, FILE);
  writeFileSync(file, config);
  const synth = told(
    run(process.execPath, ['--import', 'tsx', 'infra/app.ts', file], {
      env: {
        ...process.env,
        ...{
          CDK_OUTDIR: unfinished,
          CDK_CONTEXT_JSON: context(),
          CDK_VALIDATION: 'false',
          CDK_DISABLE_STACK_TRACE: '1',
        },
      },
    }),
  );
  try {
    await synth;
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Whoever was quicker made the same.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The flags that the CLI reads from `cdk.json`. What a deployment must meet besides is `npm run synth`'s to check. */
const context = (): string =>
  JSON.stringify((JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: object }).context);

/** Rejects with everything that a failed process has said. */
async function told(process: Promise<unknown>): Promise<void> {
  try {
    await process;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The synth failed.\n${stdout}${stderr}`, { cause: error });
  }
}

function forgetOld(): void {
  for (const name of readdirSync(ASSEMBLIES)) {
    const folder = join(ASSEMBLIES, name);
    const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
