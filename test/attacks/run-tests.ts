import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const output = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** A test that ran, by its full title. */
export interface Ran {
  readonly title: string;
  readonly passed: boolean;
}

/** Runs the tests of the files whose titles contain a number in brackets; with `id`, this one. Throws where Jest cannot. */
export async function runTests(root: string, files: readonly string[], id = '[AB]\\d+'): Promise<readonly Ran[]> {
  const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
  const report = join(folder, 'report.json');
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const args = [jest, '--json', `--outputFile=${report}`, '-t', `\\[${id}\\]`, '--runTestsByPath', ...files];
  try {
    const log = await new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
      const written: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => written.push(chunk));
      child.on('error', reject);
      child.on('close', () => resolve(Buffer.concat(written).toString()));
    });
    const { testResults } = output.parse(JSON.parse(textOf(report, log)));
    return testResults.flatMap(({ assertionResults, message }) =>
      // A file that cannot be loaded has a message and no results.
      assertionResults.length === 0 && message !== ''
        ? [{ title: message, passed: false }]
        : assertionResults
            .filter(({ status }) => status !== 'pending')
            .map(({ fullName, status }) => ({ title: fullName, passed: status === 'passed' })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function textOf(file: string, log: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`Jest wrote no report.\n${log}`, { cause: error });
  }
}
