// A function in a process of its own, as Lambda runs it: imports a bundle, gives its handler one event after the other, and says
// how much memory was resident at most. Plain JavaScript, so that nothing but Node and the bundle is loaded.
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import https from 'node:https';

const STATUS = '/proc/self/status';

/** Every host of AWS is the twin, without TLS. The SDK signs for the host that it believes to call, and names it in the header. */
function reachTwin(port) {
  const agent = new Agent({ keepAlive: true });
  https.request = (options, answered) =>
    request({ ...options, protocol: 'http:', host: '127.0.0.1', hostname: '127.0.0.1', port, agent }, answered);
}

/** Time goes on from when it is in the world. */
function liveAt(now) {
  const RealDate = Date;
  const offset = now - RealDate.now();
  globalThis.Date = class Date extends RealDate {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(RealDate.now() + offset);
    }
    static now = () => RealDate.now() + offset;
  };
}

/**
 * The most that was resident, in bytes. Not of `process.resourceUsage()`: Linux counts there what the parent had when it started the
 * process. Where the system does not tell, what is resident now.
 */
const peak = () =>
  existsSync(STATUS)
    ? Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))[1]) * 1024
    : process.memoryUsage.rss();

process.once('message', async ({ bundle, port, now, events, context, timeoutMs }) => {
  reachTwin(port);
  liveAt(now);
  const { handler } = await import(bundle);
  const answers = [];
  let most = 0;
  for (const [index, event] of events.entries()) {
    const ends = Date.now() + timeoutMs;
    const remaining = { getRemainingTimeInMillis: () => Math.max(0, ends - Date.now()) };
    answers.push(await handler(event, { ...context, ...remaining, awsRequestId: `bench-${index}` }));
    most = Math.max(most, peak());
  }
  process.send({ answers, residentBytes: most }, () => process.disconnect());
});
