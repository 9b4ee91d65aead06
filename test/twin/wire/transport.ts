import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { HttpResponse, type HttpHandler, type HttpRequest } from '@smithy/core/protocols';
import type { WireRequest, WireResponse } from './protocols';

/** Thrown while a request is served: the caller is gone, and gets no response. */
export class Severed extends Error {
  constructor() {
    super('The caller is gone.');
    this.name = 'Severed';
  }
}

type Serve = (request: WireRequest) => Promise<WireResponse>;
export type InProcessHandler = HttpHandler;

/** An SDK `requestHandler` that passes requests on in process, for any host. */
export function inProcessHandler(serve: Serve): InProcessHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request) => {
      const wire = await wireRequest(request);
      try {
        return { response: sdkResponse(await serve(wire)) };
      } catch (error) {
        if (error instanceof Severed) return new Promise<never>(() => {});
        throw error;
      }
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

async function wireRequest(request: HttpRequest): Promise<WireRequest> {
  const headers: Record<string, string> = { host: request.hostname };
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  return {
    method: request.method,
    path: request.path,
    query: queryString(request.query),
    headers,
    body: await bytes(request.body),
    protocol: request.protocol === 'http:' ? 'http:' : 'https:',
  };
}

function queryString(query: HttpRequest['query']): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (item) => `${encodeURIComponent(name)}=${encodeURIComponent(item ?? '')}`,
    ),
  );
  return pairs.join('&');
}

async function bytes(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  // A view of the same bytes: the SDK's own array warns when it is used as text.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof Readable) return Buffer.concat(await collect(body));
  throw new Error('The twin cannot read a body of this kind.');
}

async function collect(stream: AsyncIterable<unknown>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk)));
  return chunks;
}

function sdkResponse({ status, headers, body, stream }: WireResponse): HttpResponse {
  const data = typeof body === 'string' ? Buffer.from(body) : body;
  return new HttpResponse({ statusCode: status, headers, body: stream ? Readable.from([data]) : data });
}

/** With Node's five seconds a request on a slow machine may meet its connection as it is closed. */
const IDLE_MS = 120_000;

export interface HttpServing {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves over HTTP, on loopback by default; port 0 takes a free one. Responses have the date of `now`, of real time by default. */
export async function serveHttp(
  serve: Serve,
  { port, host = '127.0.0.1', now }: { port: number; host?: string; now?: () => Date },
): Promise<HttpServing> {
  const server = createServer({ keepAliveTimeout: IDLE_MS }, (incoming, outgoing) => {
    if (now) outgoing.setHeader('date', now().toUTCString());
    respond(serve, incoming, outgoing).catch((error: unknown) => {
      if (!(error instanceof Severed)) console.error(error);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${portOf(server.address())}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return address.port;
}

async function respond(serve: Serve, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  const body = Buffer.concat(await collect(incoming));
  const method = incoming.method ?? 'GET';
  const response = await serve({ method, path, query: query.join('?'), headers, body, protocol: 'http:' });
  send(response, method, outgoing);
}

/** The length is that of the bytes: an operation's own ContentLength may be wrong, and would hang the client. */
function send({ status, headers, body }: WireResponse, method: string, outgoing: ServerResponse): void {
  const { 'content-length': declared, ...rest } = headers;
  const data = typeof body === 'string' ? Buffer.from(body) : body;
  const length = method === 'HEAD' ? declared : status === 204 ? undefined : String(data.length);
  outgoing.writeHead(status, length === undefined ? rest : { ...rest, 'content-length': length });
  outgoing.end(status === 204 ? undefined : data);
}
