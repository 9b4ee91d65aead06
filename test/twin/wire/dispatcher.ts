import { failureOf, missing, notImplemented, refusal, unreadable } from './failures';
import type { Operation, Protocol, ServiceModel } from './model';
import {
  guessProtocol,
  identify,
  writeFailure,
  writeOutput,
  type Identified,
  type WireRequest,
  type WireResponse,
} from './protocols';
import { missingMembers } from './required';
import { Malformed, isFields, type Fields } from './scalar';
import type { Around, Call, Identity, Service } from './service';
import { isSignedWith, readSignature, type Signature } from './sigv4';
import { Severed } from './transport';

export type { WireRequest, WireResponse } from './protocols';

export interface DispatcherOptions {
  readonly services: readonly Service[];
  readonly identify: (accessKeyId: string) => Identity | undefined;
  readonly requestId: () => string;
  /** Every operation runs through it. */
  readonly around: Around;
  /** The time that responses say, where that is not real time: clients that correct their clock sign with it. */
  readonly now?: () => Date;
  /** Default true. */
  readonly verifySignatures?: boolean;
}

type Parsed = Omit<WireRequest, 'query'> & { readonly query: URLSearchParams; readonly rawQuery: string };
/** What the dispatcher has read of a request so far; errors depend on it. */
interface Progress {
  model?: ServiceModel;
  protocol: Protocol;
}

/** AWS's clock tolerance for signatures. */
const SKEW_MS = 15 * 60_000;

/** The entry point of every service: authenticates the caller, runs the operation, and responds in the caller's protocol. */
export class Dispatcher {
  readonly #services: ReadonlyMap<string, Service>;
  constructor(private readonly options: DispatcherOptions) {
    this.#services = new Map(options.services.map((service) => [service.model.signingName, service]));
  }

  /** Responds to any request; rejects only with Severed, when the caller is gone. */
  async handle(wire: WireRequest): Promise<WireResponse> {
    const request: Parsed = { ...wire, query: new URLSearchParams(wire.query), rawQuery: wire.query };
    const requestId = this.options.requestId();
    const signature = readSignature(request);
    const progress: Progress = { protocol: guessProtocol(request, signature?.service ?? '') };
    const response = await this.#answer(request, signature, requestId, progress).catch((error: unknown) => {
      if (error instanceof Severed) throw error;
      return writeFailure(progress.model, progress.protocol, failureOf(error, progress.model), requestId);
    });
    const headers = { ...response.headers, 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
    return { ...response, headers, body: request.method === 'HEAD' ? '' : response.body };
  }

  async #answer(
    request: Parsed,
    signature: Signature | undefined,
    requestId: string,
    progress: Progress,
  ): Promise<WireResponse> {
    const decoded = { ...request, body: decodeBody(request) };
    const service = signature ? this.#services.get(signature.service) : this.#unsigned(decoded);
    if (!signature && !service) throw refusal('no-signature', progress.protocol, '');
    if (!service) throw notImplemented(`the service ${signature?.service}`);
    const { model } = service;
    progress.model = model;
    const identified = identify(model, decoded);
    progress.protocol = identified.protocol;
    const signer = signature && this.#authenticate(request, signature, identified.protocol);
    const { name, operation } = identified;
    const operate = service.ops[name];
    if (!operation || !operate) throw notImplemented(`${model.iamPrefix}:${name}`);
    const input = readInput(model, operation, identified);
    const caller = signer ?? service.unsigned?.[name]?.(input);
    if (!caller) throw refusal('no-signature', progress.protocol, '');
    const call: Call = {
      caller,
      accountId: caller.accountId,
      region: signature?.region ?? regionOf(request.headers.host),
      requestId,
      host: request.headers.host ?? '',
      protocol: request.protocol,
      ...(request.invocationId === undefined ? {} : { invocationId: request.invocationId }),
    };
    const invocation = { service: model, operation: name, input, call };
    const output = await this.options.around(invocation, async () => await operate(input, call));
    const fields = isFields(output) ? output : {};
    return writeOutput(model, operation, identified.protocol, fields, requestId);
  }

  /** The service with an operation of this name that needs no signature. */
  #unsigned(request: Parsed): Service | undefined {
    return [...this.#services.values()].find(
      ({ model, unsigned }) => unsigned !== undefined && identify(model, request).name in unsigned,
    );
  }

  #authenticate(request: Parsed, signature: Signature, protocol: Protocol): Identity {
    const refuse = (reason: Parameters<typeof refusal>[0]) => refusal(reason, protocol, signature.service);
    const identity = this.options.identify(signature.accessKeyId);
    if (!identity || identity.sessionToken !== signature.sessionToken) throw refuse('unknown-key');
    if (identity.expiresAt && identity.expiresAt.getTime() <= Date.now()) throw refuse('expired-token');
    if (this.options.verifySignatures === false) return identity;
    if (!isSignedWith(identity.secretAccessKey, signature, request)) throw refuse('bad-signature');
    const signedAt = Date.parse(signature.date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
    const longest = signature.expires === undefined ? SKEW_MS : signature.expires * 1000;
    const ages = [Date.now(), this.options.now?.().getTime() ?? Date.now()].map((now) => now - signedAt);
    if (!ages.some((age) => age > -SKEW_MS && age < longest)) throw refuse('too-late');
    return identity;
  }
}

function readInput(model: ServiceModel, operation: Operation, { read, protocol }: Identified): Fields {
  let input: Fields;
  try {
    input = read(operation);
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) throw unreadable(protocol, error.message);
    throw error;
  }
  const absent = missingMembers(operation.input, input);
  if (absent.length > 0) throw missing(model, protocol, absent);
  return input;
}

/** Without a signature the endpoint gives the region: `sts.eu-west-1.amazonaws.com`; the global one is us-east-1's. */
const regionOf = (host = ''): string =>
  /^[a-z-]+\.([a-z]+(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(host)?.[1] ?? 'us-east-1';

/** S3 clients send streams in chunks, with a checksum behind them. */
function decodeBody({ headers, body }: Parsed): Uint8Array {
  const chunked =
    (headers['content-encoding'] ?? '').includes('aws-chunked') ||
    (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  return chunked ? joinChunks(Buffer.from(body)) : body;
}

/** `<size in hex>[;chunk-signature=…]\r\n<data>\r\n`, until a size of 0, which trailing checksums follow. */
function joinChunks(body: Buffer): Uint8Array {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? 0 : parseInt(body.toString('latin1', at, end), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
