import * as organizations from '@aws-sdk/client-organizations';
import { Dispatcher, type WireRequest } from './dispatcher';
import { importModel } from './model';
import { Echo, IDENTITY } from './echo';
import type { Around } from './service';
import { Severed, inProcessHandler, serveHttp } from './transport';

const model = importModel(organizations);
const { ListRootsCommand, OrganizationsClient } = organizations;
const dispatcherWith = (around: Around): Dispatcher =>
  new Dispatcher({
    services: [{ client: organizations, model, ops: { ListRoots: () => ({ Roots: [] }) } }],
    identify: () => IDENTITY,
    requestId: () => 'request-1',
    around,
  });
const clientOf = (dispatcher: Dispatcher) =>
  new OrganizationsClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: IDENTITY.accessKeyId, secretAccessKey: IDENTITY.secretAccessKey },
    requestHandler: inProcessHandler((request) => dispatcher.handle(request)),
    maxAttempts: 1,
  });

describe('a caller that is gone', () => {
  it('never gets its response in process, whether it died before the effect or after it', async () => {
    for (const when of ['before', 'after']) {
      let effects = 0;
      let leave = (): void => {};
      const left = new Promise<void>((resolve) => (leave = resolve));
      const dispatcher = dispatcherWith(async (_, next) => {
        leave();
        if (when === 'before') throw new Severed();
        await next();
        effects++;
        throw new Severed();
      });
      let settled = false;
      const settle = () => {
        settled = true;
      };
      clientOf(dispatcher).send(new ListRootsCommand({})).then(settle, settle);
      await left;
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(settled).toBe(false);
      expect(effects).toBe(when === 'after' ? 1 : 0);
    }
  });

  it('is reported to the code that serves the request', async () => {
    const dispatcher = dispatcherWith(() => Promise.reject(new Severed()));
    const request = await captured();
    await expect(dispatcher.handle(request)).rejects.toBeInstanceOf(Severed);
  });

  it('finds its connection cut over HTTP', async () => {
    const dispatcher = dispatcherWith(() => Promise.reject(new Severed()));
    const serving = await serveHttp((request) => dispatcher.handle(request), { port: 0 });
    const client = new OrganizationsClient({
      endpoint: serving.url,
      region: 'eu-west-1',
      credentials: IDENTITY,
      maxAttempts: 1,
    });
    await expect(client.send(new ListRootsCommand({}))).rejects.toThrow(/socket hang up|ECONNRESET/);
    client.destroy();
    await serving.close();
  });
});

it('keeps the connection of a client over HTTP that asks nothing for two minutes', async () => {
  const dispatcher = dispatcherWith((_, next) => next());
  const serving = await serveHttp((request) => dispatcher.handle(request), { port: 0 });
  const { headers } = await fetch(serving.url);
  await serving.close();
  expect(headers.get('keep-alive')).toBe('timeout=120');
});

it('passes on the invocation of a call, its host, and its signed region', async () => {
  const calls: unknown[] = [];
  const dispatcher = dispatcherWith((invocation, next) => {
    calls.push({ ...invocation.call, operation: invocation.operation, service: invocation.service.id });
    return next();
  });
  await dispatcher.handle({ ...(await captured()), invocationId: 'invocation-7' });
  expect(calls).toEqual([
    {
      service: 'Organizations',
      operation: 'ListRoots',
      caller: IDENTITY,
      accountId: '100000000001',
      region: 'us-east-1',
      requestId: 'request-1',
      host: 'organizations.us-east-1.amazonaws.com',
      protocol: 'https:',
      invocationId: 'invocation-7',
    },
  ]);
});

describe('a signature', () => {
  it.each([
    ['the body', (request: WireRequest) => ({ ...request, body: Buffer.from('{"MaxResults":1}') })],
    ['a signed header', (request: WireRequest) => ({ ...request, headers: { ...request.headers, host: 'elsewhere' } })],
    ['the path', (request: WireRequest) => ({ ...request, path: '/elsewhere' })],
    ['the query', (request: WireRequest) => ({ ...request, query: 'a=b' })],
    ['the method', (request: WireRequest) => ({ ...request, method: 'PUT' })],
  ])('is invalid for a request whose %s was changed', async (_, tamper) => {
    const dispatcher = dispatcherWith((_invocation, next) => next());
    const request = await captured();
    expect((await dispatcher.handle(request)).status).toBe(200);
    const refused = await dispatcher.handle(tamper(request));
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('InvalidSignatureException');
  });

  it('is invalid a quarter of an hour later', async () => {
    const dispatcher = dispatcherWith((_invocation, next) => next());
    const request = await captured();
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 16 * 60_000);
    const refused = await dispatcher.handle(request);
    now.mockRestore();
    expect(refused.body).toContain('Signature expired');
  });

  it('is required', async () => {
    const dispatcher = dispatcherWith((_invocation, next) => next());
    const { authorization: _, ...headers } = (await captured()).headers;
    const refused = await dispatcher.handle({ ...(await captured()), headers });
    expect(refused.body).toContain('MissingAuthenticationToken');
  });
});

/** A request as the SDK signs it. */
async function captured(): Promise<WireRequest> {
  let request: WireRequest | undefined;
  const echo = new Echo({ client: organizations, model });
  const client = new OrganizationsClient({
    region: 'us-east-1',
    credentials: { accessKeyId: IDENTITY.accessKeyId, secretAccessKey: IDENTITY.secretAccessKey },
    requestHandler: inProcessHandler((wire) => {
      request = wire;
      return echo.dispatcher.handle(wire);
    }),
  });
  await client.send(new ListRootsCommand({}));
  if (!request) throw new Error('The client sent nothing.');
  return request;
}
