import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const KEPT_MS = 24 * 3_600_000;
/** What this process makes at the moment, by folder. */
const making = new Map<string, Promise<void>>();

/**
 * Returns the folder `folder`, which `make` fills where it does not exist; several callers and processes may ask at the same
 * time. What lies beside it is deleted once nobody has asked for it for a day.
 * @throws what `make` throws; the folder does not exist then
 */
export async function keptFolder(folder: string, make: (unfinished: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return folder;
  }
  const made = making.get(folder) ?? fill(folder, make).finally(() => making.delete(folder));
  making.set(folder, made);
  await made;
  return folder;
}

async function fill(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeUnused(parent);
  const unfinished = mkdtempSync(join(parent, `unfinished-${basename(folder)}-`));
  try {
    await make(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process may have made the same meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

function removeUnused(parent: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
