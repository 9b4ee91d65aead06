import type { SdkStreamMixin } from '@smithy/types';
import type { ServiceModel } from './model';

/** Who signed a request. `expiresAt` is real time: SDK clients compare it with their own clock. */
export interface Identity {
  readonly type: 'Root' | 'IAMUser' | 'AssumedRole' | 'WebIdentityUser';
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: Date;
  /** The role behind an assumed-role session. */
  readonly issuer?: { readonly arn: string; readonly userName: string; readonly principalId: string };
}

/** One API call, as an operation gets it: the caller, the signed region, and the host of the request. */
export interface Call {
  readonly caller: Identity;
  /** The caller's account. */
  readonly accountId: string;
  /** The region of the credential scope; `us-east-1` for global services. */
  readonly region: string;
  readonly requestId: string;
  /** The `Host` header: queue URLs are built from it. */
  readonly host: string;
  readonly protocol: 'http:' | 'https:';
  /** Free-form: the transport that carried the call names the function invocation it belongs to. */
  readonly invocationId?: string;
}

type Commands<M> = { [K in keyof M as K extends `${infer N}Command` ? (N extends '' | '$' ? never : N) : never]: M[K] };
type InstanceOf<C> = C extends abstract new (...args: never[]) => infer I ? I : never;
export type Input<M, N extends keyof Commands<M>> = InstanceOf<Commands<M>[N]> extends { input: infer I } ? I : never;
type RawOutput<C> = C extends {
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }>;
}
  ? O
  : never;
/** A body that clients stream is returned as bytes. */
type Bytes<T> = [NonNullable<T>] extends [SdkStreamMixin] ? Uint8Array : T;
type Sent<O> = { [K in keyof O as K extends '$metadata' ? never : K]: Bytes<O[K]> };
export type Output<M, N extends keyof Commands<M>> = Sent<RawOutput<InstanceOf<Commands<M>[N]>>>;

/** The operations of a client module, each a plain function from typed input to typed output. None is required. */
export type Ops<M> = {
  [N in keyof Commands<M>]?: (input: Input<M, N>, call: Call) => Output<M, N> | Promise<Output<M, N>>;
};

/** By operation that is served without a signature: the caller, by other parts of the request. */
export type Unsigned = Readonly<Record<string, (input: unknown) => Identity>>;

/** What the dispatcher holds: a wire model and the functions that serve it. */
export interface Service {
  /** The client module that the model was read from. */
  readonly client: object;
  readonly model: ServiceModel;
  /** By name. Each is given the input that the model describes: reading the request has made sure of it. */
  readonly ops: Readonly<Record<string, ((input: unknown, call: Call) => unknown) | undefined>>;
  readonly unsigned?: Unsigned;
}

/** Every operation passes through here, with any transport: counting, faults, region checks, CloudTrail. */
export interface Invocation {
  readonly service: ServiceModel;
  readonly operation: string;
  readonly input: unknown;
  readonly call: Call;
}
export type Around = (invocation: Invocation, next: () => Promise<unknown>) => Promise<unknown>;
