import { Dispatcher, type DispatcherOptions, type WireRequest, type WireResponse } from './dispatcher';
import type { Operation, StructShape } from './model';
import { isFields, type Fields } from './scalar';
import type { Identity, Service } from './service';
import { inProcessHandler, type InProcessHandler } from './transport';

export const IDENTITY: Identity = {
  type: 'IAMUser',
  accountId: '100000000001',
  arn: 'arn:aws:iam::100000000001:user/administrator',
  userId: 'AIDA100000000001ADMN',
  accessKeyId: 'AKIA100000000001ADMN',
  secretAccessKey: 'secret',
};

const ignore = (): void => {};
/** S3's client warns of bodies without a length, which samples are. */
const QUIET = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** An SDK client and its commands, of any service. */
export interface AnyClient {
  send(operation: string, input: Fields): Promise<unknown>;
}

/** Makes the client of a client module; commands go by the names of their operations. */
export function anyClient(clientModule: object, config: object): AnyClient {
  const name = Object.keys(clientModule).find((exported) => /^(?!__).+Client$/.test(exported)) ?? '';
  const client = construct(clientModule, name, config);
  const send: unknown = Reflect.get(client, 'send');
  if (typeof send !== 'function') throw new Error(`${name} cannot send.`);
  return {
    send: async (operation, input) => {
      const output: unknown = await Reflect.apply(send, client, [
        construct(clientModule, `${operation}Command`, input),
      ]);
      return output;
    },
  };
}

function construct(clientModule: object, name: string, argument: object): object {
  const constructor: unknown = Reflect.get(clientModule, name);
  if (typeof constructor !== 'function') throw new Error(`The client has no ${name}.`);
  const made: unknown = Reflect.construct(constructor, [argument]);
  if (!isFields(made)) throw new Error(`${name} made nothing.`);
  return made;
}

/** Serves every operation of a service with the output of `answer`, and keeps the last input. */
export class Echo {
  input: unknown;
  answer: () => unknown = () => ({});
  /** The name of the last operation. */
  operation: string | undefined;
  readonly dispatcher: Dispatcher;
  readonly requestHandler: InProcessHandler;
  readonly #trusting: Dispatcher;
  readonly #service: string;

  constructor({ client, model }: Pick<Service, 'client' | 'model'>, identities: readonly Identity[] = [IDENTITY]) {
    this.#service = model.signingName;
    const operate = (input: unknown): unknown => {
      this.input = input;
      return this.answer();
    };
    const options: DispatcherOptions = {
      services: [
        { client, model, ops: Object.fromEntries([...model.operations.keys()].map((name) => [name, operate])) },
      ],
      identify: (accessKeyId) => identities.find((identity) => identity.accessKeyId === accessKeyId),
      requestId: () => '00000000-0000-4000-a000-000000000001',
      around: (invocation, next) => {
        this.operation = invocation.operation;
        return next();
      },
    };
    this.dispatcher = new Dispatcher(options);
    this.#trusting = new Dispatcher({ ...options, verifySignatures: false });
    this.requestHandler = inProcessHandler((request) => this.dispatcher.handle(request));
  }

  /** Sends what no current SDK client would: an old client's protocol, or nonsense. Its signature is not checked. */
  raw(
    request: Partial<Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>> & { body?: string },
  ): Promise<WireResponse> {
    const scope = `${IDENTITY.accessKeyId}/20260101/eu-west-1/${this.#service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    return this.#trusting.handle({
      method: 'POST',
      path: '/',
      query: '',
      protocol: 'http:',
      ...request,
      headers: { ...request.headers, authorization },
      body: Buffer.from(request.body ?? ''),
    });
  }

  config(): object {
    const { accessKeyId, secretAccessKey } = IDENTITY;
    return {
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey },
      requestHandler: this.requestHandler,
      maxAttempts: 1,
      logger: QUIET,
      // What clients would add to the message of their own accord.
      ...(this.#service === 'sqs' ? { md5: false } : {}),
      accountIdEndpointMode: 'disabled',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    };
  }
}

const isStream = ({ members }: StructShape): boolean =>
  members.some(({ shape }) => shape.kind === 'union' && shape.traits.streaming !== undefined);
/** Operations whose input or output is a stream of events are beyond the wire. */
export const hasEventStream = (operation: Operation): boolean =>
  isStream(operation.input) || isStream(operation.output);
