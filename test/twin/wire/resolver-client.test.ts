import * as independent from '@aws-sdk/client-route53resolver';
import * as ours from '../../../lib/aws/resolver';
import { Echo, IDENTITY, anyClient } from './echo';
import { AwsError } from './errors';
import { importModel } from './model';
import { Samples, comparable } from './samples';
import type { Input, Ops, Output } from './service';
import { inProcessHandler } from './transport';

const model = importModel(ours);
const operations = [...model.operations.keys()];

type Names = keyof Ops<typeof ours>;
type Identical<A, B> =
  (<T>(value: T) => T extends A ? 1 : 2) extends <T>(value: T) => T extends B ? 1 : 2 ? true : false;
/** Newer clients than the independent one also take `undefined` for a member that is not there. */
type Loose<T> = T extends readonly (infer U)[]
  ? Loose<U>[]
  : T extends object
    ? { [K in keyof T]: Loose<T[K]> | undefined }
    : T;
type Same<N extends Names> =
  Identical<Loose<Input<typeof ours, N>>, Loose<Input<typeof independent, N>>> extends true
    ? Identical<Loose<Output<typeof ours, N>>, Loose<Output<typeof independent, N>>>
    : false;
/** The operations of which the two clients' types differ: the compiler checks that there are none. */
type Differing = { [N in Names]: Same<N> extends true ? never : N }[Names];

it('types every operation exactly as the SDK does', () => {
  const agreed: [Differing] extends [never] ? true : false = true;
  expect(agreed).toBe(true);
});

// An older SDK client, without schemas, describes the API independently: an error in lib/aws/resolver cannot hide.
describe.each([
  ['the SDK’s older client', independent],
  ['the client of lib/aws/resolver', ours],
])('%s', (_, client) => {
  it.each(operations)('matches the schemas of lib/aws/resolver for %s', async (name) => {
    const operation = model.operations.get(name);
    if (!operation) throw new Error(`There is no ${name}.`);
    const echo = new Echo({ client: ours, model });
    const sdk = anyClient(client, echo.config());
    for (const size of ['maximal', 'minimal'] as const) {
      const samples = new Samples(size);
      const input = samples.struct(operation.input);
      const output = samples.struct(operation.output);
      echo.answer = () => output;
      const received = await sdk.send(name, input);
      expect(echo.operation).toBe(name);
      expect(await comparable(echo.input)).toEqual(await comparable(input));
      expect(await comparable(received)).toEqual(await comparable(output));
    }
  });

  it.each([...model.errors.keys()])('raises %s with its members', async (name) => {
    const echo = new Echo({ client: ours, model });
    echo.answer = () => {
      throw new AwsError(name, 'It is so.', { ResourceType: 'QUERY_LOG_CONFIG', FieldName: 'Name' });
    };
    const caught = await anyClient(client, echo.config())
      .send('ListResolverEndpoints', {})
      .catch((error: unknown) => error);
    const members = model.errors.get(name)?.shape.members.map((member) => member.name) ?? [];
    expect(caught).toMatchObject({
      name,
      message: 'It is so.',
      $fault: 'client',
      ...(members.includes('ResourceType') ? { ResourceType: 'QUERY_LOG_CONFIG' } : {}),
      ...(members.includes('FieldName') ? { FieldName: 'Name' } : {}),
    });
    const exception: unknown = Reflect.get(client, name);
    expect(typeof exception === 'function' && caught instanceof exception).toBe(true);
  });
});

it('sends requests to the region’s endpoint, under the service’s own name, as an SDK client does', async () => {
  const requests: { host: string | undefined; target: string | undefined; scope: string | undefined }[] = [];
  const echo = new Echo({ client: ours, model });
  const requestHandler = inProcessHandler((request) => {
    const { host, authorization, 'x-amz-target': target } = request.headers;
    requests.push({ host, target, scope: /\/\d+\/([^,]+)/.exec(authorization ?? '')?.[1] });
    return echo.dispatcher.handle(request);
  });
  const config = { region: 'ap-southeast-3', credentials: IDENTITY, requestHandler };
  await new ours.Route53ResolverClient(config).send(new ours.ListResolverEndpointsCommand({}));
  await anyClient(independent, config).send('ListResolverEndpoints', {});
  expect(requests[0]).toEqual({
    host: 'route53resolver.ap-southeast-3.amazonaws.com',
    target: 'Route53Resolver.ListResolverEndpoints',
    scope: 'ap-southeast-3/route53resolver/aws4_request',
  });
  expect(requests[1]).toEqual(requests[0]);
});

it('uses a given endpoint', async () => {
  const echo = new Echo({ client: ours, model });
  let host: string | undefined;
  const requestHandler = inProcessHandler((request) => {
    host = request.headers.host;
    return echo.dispatcher.handle(request);
  });
  const config = { region: 'eu-west-1', credentials: IDENTITY, requestHandler, endpoint: 'http://resolver.test' };
  await new ours.Route53ResolverClient(config).send(new ours.ListResolverEndpointsCommand({}));
  expect(host).toBe('resolver.test');
});
