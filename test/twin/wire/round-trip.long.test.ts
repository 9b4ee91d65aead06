import { services } from '../services';
import { World } from '../world';
import { FIXED, KNOWN, OMITTED } from './known-differences';
import type { Operation } from './model';
import { Echo, anyClient, hasEventStream, type AnyClient } from './echo';
import { Samples, comparable, differences, type Size } from './samples';

const SIZES: readonly Size[] = ['maximal', 'minimal'];
const served = services(new World()).map((service) => [service.model.id, service] as const);

/** Sends one operation around and returns where what arrived is not what was sent. */
async function roundTrip(sdk: AnyClient, echo: Echo, operation: Operation, samples: Samples): Promise<string[]> {
  const input = samples.struct(operation.input);
  const output = samples.struct(operation.output);
  const [sent, prepared] = [await comparable(input), await comparable(output)];
  echo.answer = () => output;
  const received = await sdk.send(operation.name, input).catch((error: unknown) => error);
  if (received instanceof Error) return [`: ${received.name}`];
  const read = differences(sent, await comparable(echo.input));
  const answered = differences(prepared, await comparable(received));
  return [
    ...(read.length > 0 ? [` input: ${read.join(' ')}`] : []),
    ...(answered.length > 0 ? [` output: ${answered.join(' ')}`] : []),
  ];
}

it.each(served)('carries every operation of %s there and back unchanged', async (id, service) => {
  const echo = new Echo(service);
  const sdk = anyClient(service.client, echo.config());
  const found: string[] = [];
  for (const operation of service.model.operations.values()) {
    if (hasEventStream(operation)) found.push(`${operation.name}: event stream`);
    else
      for (const size of SIZES) {
        const samples = new Samples(size, FIXED[id], OMITTED[id]);
        const differing = await roundTrip(sdk, echo, operation, samples);
        found.push(...differing.map((difference) => `${operation.name} ${size}${difference}`));
      }
  }
  expect(found.sort()).toEqual(Object.keys(KNOWN[id] ?? {}).sort());
});

it('lists known differences of served services only', () => {
  expect(served.map(([id]) => id)).toEqual(expect.arrayContaining(Object.keys(KNOWN)));
});

it('serves at least the services that most tests need', () => {
  expect(served.map(([id]) => id)).toEqual(expect.arrayContaining(['Organizations', 'STS', 'EC2', 'Route 53', 'RAM']));
});
