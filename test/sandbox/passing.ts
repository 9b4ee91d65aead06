import type { TwinClock } from '../twin/clock';
import type { WireRequest, WireResponse } from '../twin/wire/protocols';

/** Where a client asks for time to pass: `POST /_sandbox/pass?seconds=3600`. No AWS client has such a path. */
const PATH = '/_sandbox/pass';
const LONGEST_SECONDS = 30 * 24 * 3600;

type Serve = (request: WireRequest) => Promise<WireResponse>;

/** Lets time pass at once when a client asks for it, one request after the other; all other requests are AWS's. */
export function passing(clock: Pick<TwinClock, 'now' | 'pass'>, serve: Serve): Serve {
  let before: Promise<unknown> = Promise.resolve();
  return (request) => {
    if (request.path !== PATH) return serve(request);
    const seconds = Number(new URLSearchParams(request.query).get('seconds') ?? NaN);
    if (request.method !== 'POST' || !(seconds > 0 && seconds <= LONGEST_SECONDS))
      return Promise.resolve(answer(400, { error: `Expected POST ${PATH}?seconds=<1 to ${LONGEST_SECONDS}>.` }));
    const passed = before.then(() => clock.pass(seconds * 1000));
    before = passed.catch(() => undefined);
    return passed.then(() => answer(200, { now: clock.now().toISOString() }));
  };
}

const answer = (status: number, document: object): WireResponse => ({
  ...{ status, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify(document),
});
