import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHILD, timesOf } from './cold-start';

describe('timesOf', () => {
  it('takes the least and the middle, whatever the order', () => {
    expect(timesOf([30, 10, 20])).toEqual({ min: 10, median: 20 });
  });

  it('takes the mean of the two in the middle', () => {
    expect(timesOf([4, 1, 100, 2])).toEqual({ min: 1, median: 3 });
  });
});

describe('one cold start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-one-start-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const start = (code: string): unknown => {
    const file = join(folder, `${code.length}.mjs`);
    writeFileSync(file, code);
    return JSON.parse(execFileSync(process.execPath, [CHILD, file], { encoding: 'utf8', stdio: 'pipe' }));
  };

  it('says how long the import took', () => {
    expect(start('export const handler = () => {};')).toEqual({
      importMs: expect.any(Number) as number,
      readyMs: expect.any(Number) as number,
    });
  });

  it('is none without a handler', () => {
    expect(() => start('export const other = 1;')).toThrow(/exports no handler/);
  });
});
