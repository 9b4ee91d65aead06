import { Cli } from '../../cli/cli';
import { Progress } from '../../cli/progress';
import { memoryIo } from './memory-io';

const COLUMNS = [{ head: 'ACCOUNT' }, { head: 'AGE', align: 'right' }, { head: 'LAST' }] as const;
const ROWS = [
  ['dev', '5m', 'subnet in zone c added'],
  ['dev-analytics', '12h', 'x'.repeat(100)],
];
const options = { config: 'landing-zone.yaml', color: true };

describe('a table', () => {
  it('fits into the terminal, with the last column shortened', () => {
    const lines = new Cli(memoryIo({ columns: 80, env: { NO_COLOR: '1' } }), options).table(COLUMNS, ROWS).split('\n');
    expect(lines.slice(0, 2)).toEqual(['ACCOUNT        AGE  LAST', 'dev             5m  subnet in zone c added']);
    expect(lines[2]).toMatch(/^dev-analytics {2}12h {2}x+…$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is not shortened in a pipe', () => {
    expect(new Cli(memoryIo(), options).table(COLUMNS, ROWS)).toContain('x'.repeat(100));
  });

  it.each([
    ['on a terminal', { columns: 80 }, options, true],
    ['in a pipe', {}, options, false],
    ['with NO_COLOR', { columns: 80, env: { NO_COLOR: '1' } }, options, false],
    ['on a dumb terminal', { columns: 80, env: { TERM: 'dumb' } }, options, false],
    ['with --no-color', { columns: 80 }, { ...options, color: false }, false],
  ])('%s it has colours: %j', (_where, outside, given, colored) => {
    const text = new Cli(memoryIo(outside), given).table(COLUMNS, ROWS);
    expect(text.includes(String.fromCharCode(27))).toBe(colored);
  });
});

describe('progress', () => {
  it('says nothing about work that takes less than a second', async () => {
    const io = memoryIo({ columns: 80 });
    expect(await new Progress(io).during('reading', () => Promise.resolve(1))).toBe(1);
    io.pass();
    expect(io.written).toEqual({ stdout: '', stderr: '' });
  });

  it('is one line of a terminal, which goes away', async () => {
    const io = memoryIo({ columns: 80 });
    await new Progress(io).during('reading', (now) => {
      io.pass();
      now('reading 2 of 3');
      return Promise.resolve();
    });
    const clear = `\r${String.fromCharCode(27)}[2K`;
    expect(io.written.stderr).toBe(`${clear}… reading${clear}… reading 2 of 3${clear}`);
  });

  it('is one line in a log', async () => {
    const io = memoryIo();
    await new Progress(io).during('reading', (now) => {
      io.pass();
      now('reading 2 of 3');
      return Promise.resolve();
    });
    expect(io.written.stderr).toBe('… reading\n');
  });
});

describe('a question', () => {
  it('is answered by a person', async () => {
    const asked = (answer: string) =>
      new Cli(memoryIo({ ask: () => Promise.resolve(answer) }), options).confirmed('Freeze?', undefined);
    expect(await Promise.all(['y', 'YES', 'n', ''].map(asked))).toEqual([true, true, false, false]);
  });

  it('is an error where nobody can answer, unless --yes is given', async () => {
    const cli = new Cli(memoryIo(), options);
    await expect(cli.confirmed('Freeze?', undefined)).rejects.toThrow('expected one, to ask');
    expect(await cli.confirmed('Freeze?', true)).toBe(true);
  });
});
