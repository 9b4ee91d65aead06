import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wheelwright } from '../cli/command-line';
import { operatorIo } from '../cli/operator';
import type { EnrolledWorld } from '../world/enrolled';

/** Runs every command that only looks. Throws an `Error` if one fails. */
export async function look(setting: EnrolledWorld, vpc: { readonly accountId: string; readonly vpcId: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
  const config = join(folder, 'landing-zone.yaml');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(setting.landingZone));
  try {
    for (const args of [
      ['status'],
      ['explain', vpc.vpcId],
      ['explain', vpc.accountId],
      ['history', vpc.vpcId],
      ['logs', vpc.vpcId],
    ]) {
      const { code, stderr } = await wheelwright([...args, '--config', config], operatorIo(setting));
      if (code !== 0 && code !== 3) throw new Error(`wheelwright ${args.join(' ')} ended with ${code}:\n${stderr}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
