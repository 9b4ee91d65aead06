import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLandingZone } from '../../infra/landing-zone-file';
import { LandingZoneError } from '../../lib/landing-zone';

const FIXTURES = join(__dirname, '../fixtures');
const run = promisify(execFile);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landing-zone-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const messageFor = (file: string): string => {
  try {
    readLandingZone(file);
  } catch (error) {
    if (error instanceof LandingZoneError) return error.message;
    throw error;
  }
  return 'no errors';
};

/** Exit code and output of the app that `npm run synth` runs. */
const synth = async (file: string): Promise<{ code: number; stdout: string; stderr: string }> => {
  try {
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', 'infra/app.ts', file]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
};

test('a landing zone is read from its file', () => {
  expect(readLandingZone(join(FIXTURES, 'complete.yaml')).hub.region).toBe('eu-west-1');
});

test.each([
  ['missing', 'missing.yaml', 'missing.yaml: expected a file, found none; give the path of a landing-zone.yaml'],
  ['a folder', FIXTURES, `${FIXTURES}: expected a file, found a folder; give the path of the file in it`],
  [
    'below a file',
    'package.json/landing-zone.yaml',
    'package.json/landing-zone.yaml: expected a file in a folder, found a file in its place; give the path of a landing-zone.yaml',
  ],
])('a landing zone that is %s is an error with its path', (_, file, message) => {
  expect(messageFor(file)).toBe(message);
});

test('a file that cannot be read for another reason is an error with its path and the reason', () => {
  const file = join(folder, 'loop.yaml');
  symlinkSync(file, file);
  expect(messageFor(file)).toContain(`${file}: expected a file that can be read: ELOOP`);
});

test('the synth prints the errors as its only output, and fails', async () => {
  const name = '49-field-errors-and-contradictions-together';
  const file = join(folder, 'landing-zone.yaml');
  writeFileSync(file, readFileSync(join(FIXTURES, 'broken', `${name}.yaml`)));
  const expected = readFileSync(join(FIXTURES, 'broken', `${name}.txt`), 'utf8').replaceAll(
    /^landing-zone\.yaml/gm,
    file,
  );
  expect(await synth(file)).toEqual({ code: 1, stdout: '', stderr: expected });
});
