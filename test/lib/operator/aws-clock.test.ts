import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsClock } from '../../../lib/operator/aws-clock';
import { serveHttp, type HttpServing } from '../../twin/wire/transport';
import { World } from '../../twin/world';

const NOON = new Date('2026-06-01T12:00:00Z');
const clockAt = (time: Date) => new AwsClock({ now: () => time, sleep: () => Promise.resolve() });

describe('the time of AWS', () => {
  let serving: HttpServing | undefined;
  afterEach(() => serving?.close());

  it('is that of this machine until AWS has answered', () => {
    expect(clockAt(NOON).now()).toEqual(NOON);
  });

  it('is that of the last response', () => {
    const clock = clockAt(NOON);
    clock.hear('Mon, 01 Jun 2026 13:00:00 GMT');
    expect(clock.now()).toEqual(new Date('2026-06-01T13:00:00Z'));
    clock.hear('Mon, 01 Jun 2026 11:30:00 GMT');
    expect(clock.now()).toEqual(new Date('2026-06-01T11:30:00Z'));
  });

  it.each([
    ['a header that is no time', 'soon'],
    ['no header', undefined],
    ['a response that took five seconds', 'Mon, 01 Jun 2026 11:59:55 GMT'],
  ])('is not changed by %s', (_, header) => {
    const clock = clockAt(NOON);
    clock.hear(header);
    expect(clock.now()).toEqual(NOON);
  });

  it('is heard from every response of a client, whose signatures AWS accepts then', async () => {
    const world = new World();
    serving = await serveHttp((request) => world.handle(request), { port: 0, now: () => world.clock.now() });
    const { accessKeyId, secretAccessKey } = world.administrator('100000000001');
    const clock = clockAt(NOON);
    const sts = new STSClient({
      ...{ endpoint: serving.url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 },
      extensions: [clock.extension],
    });
    for (const days of [0, 1]) {
      await world.clock.jump(days * 24 * 3_600_000);
      // After the first response the SDK signs with the time that it said, and that is a day old for the next.
      await sts.send(new GetCallerIdentityCommand({})).catch(() => sts.send(new GetCallerIdentityCommand({})));
      expect(clock.now()).toEqual(world.clock.now());
    }
  });
});
