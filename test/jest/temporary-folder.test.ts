import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('tests have their temporary folders in one of the run', () => {
  expect(tmpdir()).toMatch(/wheelwright-tests-\d+$/);
});

test('at the end of a run its temporary folders are gone', () => {
  const module = (name: string) => JSON.stringify(join(__dirname, name));
  const run = `
    const { default: setup } = await import(${module('temporary-folder.mjs')});
    const { default: teardown } = await import(${module('no-temporary-folder.mjs')});
    const { mkdtempSync, existsSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    setup();
    setup();
    const folder = mkdtempSync(tmpdir() + '/a-');
    const made = existsSync(folder);
    teardown();
    console.log(JSON.stringify({ folder, made }));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', run], { encoding: 'utf8' });
  const { folder, made } = JSON.parse(stdout) as { readonly folder: string; readonly made: boolean };
  expect({ made, left: existsSync(folder), parent: existsSync(join(folder, '..')) }).toEqual({
    made: true,
    left: false,
    parent: false,
  });
});
