import { wheelwright } from '../cli/command-line';
import { memoryIo } from '../cli/memory-io';
import { EPOCH, TwinClock } from '../twin/clock';
import { serveHttp, type HttpServing } from '../twin/wire/transport';
import { passing } from './passing';

const aws = { status: 404, headers: {}, body: 'AWS' };

describe('wheelwright sandbox pass', () => {
  const clock = new TwinClock();
  let serving: HttpServing;
  beforeAll(async () => {
    serving = await serveHttp(
      passing(clock, () => Promise.resolve(aws)),
      { port: 0 },
    );
  });
  afterAll(() => serving.close());
  const pass = (time: string, env: Readonly<Record<string, string>> = { AWS_ENDPOINT_URL: serving.url }) =>
    wheelwright(['sandbox', 'pass', time], memoryIo({ env }));

  it('lets all happen that is due in a time, and says what time it is then', async () => {
    let isDone = false;
    clock.after(3_600_000, () => (isDone = true));
    expect(await pass('59m')).toEqual({
      code: 0,
      stdout: 'In the sandbox it is 2026-01-01T00:59:00.000Z.\n',
      stderr: '',
    });
    expect(isDone).toBe(false);
    const both = await Promise.all([pass('30m'), pass('30m')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect([isDone, clock.now().getTime() - EPOCH]).toEqual([true, 119 * 60_000]);
  });

  it.each([
    ['an hour', {}, 64, 'Expected a time such as 90s, 10m, 1h or 1d, found "an hour".'],
    ['1h', {}, 1, 'expected a sandbox, found no AWS_ENDPOINT_URL'],
    ['1h', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 1, 'found no answer of http://127.0.0.1:1'],
  ])('%s with %j ends with %i', async (time, env, code, said) => {
    const ended = await pass(time, env);
    expect({ ...ended }).toMatchObject({ code, stderr: expect.stringContaining(said) as string });
  });

  it('refuses more than a month, and what is no sandbox', async () => {
    expect((await pass('31d')).stderr).toContain('found status 400');
    const other = await fetch(`${serving.url}/elsewhere`);
    expect(await other.text()).toBe('AWS');
  });
});
