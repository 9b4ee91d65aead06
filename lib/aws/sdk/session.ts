import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { HttpHandlerExtensionConfiguration } from '@smithy/core/protocols';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from './clock';
import { describeCommand } from './command';
import { ClockRetryStrategy } from './retry-strategy';
import { tagKeys, type TagKeys } from './tag-keys';
import { rejectsCredentials } from './failure';
import { RegionNotEnabled } from './region-not-enabled';

type Credentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

/** The configuration of every SDK client. In Lambda only `region`, `credentials` and the retry strategy are set. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials?: Credentials;
  readonly requestHandler?: object;
  /** Absent: AWS's own. */
  readonly endpoint?: string;
  readonly retryStrategy: ClockRetryStrategy;
  readonly extensions?: Extension[];
  /** A client puts its middleware together once for each kind of command; by default it does so for each call. */
  readonly cacheMiddleware?: true;
}

/** Changes how clients reach AWS. */
interface Extension {
  configure(client: HttpHandlerExtensionConfiguration): void;
}

/** An SDK client as a session uses it. */
interface Sender {
  readonly middlewareStack: { remove(name: string): boolean };
  send(command: never): Promise<unknown>;
}

/** A service: the namespace of its commands and how to create a client. `region` is set for global services. */
export interface ServiceClient {
  readonly namespace: string;
  readonly region?: string;
  create(config: ClientConfig): Sender;
}

/** One set of credentials in one region. Clients are created on first use and reused. */
export interface Session {
  readonly accountId: string;
  readonly region: string;
  /** Absent where AWS has our tag keys by the names that the code has. */
  readonly tagKeys?: TagKeys;
  send(command: object): Promise<unknown>;
}

/** What sessions need. Tests set `requestHandler` and `credentials`; Lambda uses the defaults of the SDK. */
export interface AwsEnvironment {
  readonly clock: Clock;
  /** A number in [0, 1), for the jitter of retries; `Math.random` when absent. */
  readonly random?: () => number;
  readonly services: readonly ServiceClient[];
  /** A region that is enabled by default: the STS endpoint of an opt-in region rejects accounts that have not enabled it. */
  readonly stsRegion: string;
  /** The prefix of our tag keys in AWS. */
  readonly tagPrefix: string;
  readonly requestHandler?: object;
  /** Where all services are, such as the sandbox. */
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  /** Of every client. */
  readonly extension?: Extension;
}

/** A role to assume in an account. */
export interface AssumedRole {
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /**
   * Asks whether the account has enabled the region, where AWS rejects the credentials: it does so for a region that is not
   * enabled, with the code that it has for wrong ones. Without it, credentials that are rejected are wrong.
   */
  readonly isRegionEnabled?: () => Promise<boolean>;
}

/** The credentials of a role, which is assumed when they are needed for the first time, and again before they expire. */
export function assumedRole(sts: STSClient, roleArn: string, sessionName: string): AwsCredentialIdentityProvider {
  const assume = async (): Promise<AwsCredentialIdentity> => {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName }));
    if (Credentials?.AccessKeyId === undefined || Credentials.SecretAccessKey === undefined)
      throw new TypeError(`AssumeRole of ${roleArn} returned no credentials, expected some.`);
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken === undefined ? {} : { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration === undefined ? {} : { expiration: Credentials.Expiration }),
    };
  };
  const provider = memoizeIdentityProvider<AwsCredentialIdentity>(
    assume,
    isIdentityExpired,
    doesIdentityRequireRefresh,
  );
  if (!provider) throw new TypeError('memoizeIdentityProvider of the SDK returned no provider, expected one.');
  return provider;
}

/** The sessions of one function instance: with its own credentials and with assumed roles. Credentials are shared per role. */
export class Sessions {
  readonly #environment: AwsEnvironment;
  readonly #retryStrategy: ClockRetryStrategy;
  readonly #tagKeys: TagKeys | undefined;
  readonly #sessions = new Map<string, Session>();
  readonly #roles = new Map<string, AwsCredentialIdentityProvider>();

  constructor(environment: AwsEnvironment) {
    this.#environment = environment;
    this.#retryStrategy = new ClockRetryStrategy(environment.clock, environment.random ?? Math.random);
    this.#tagKeys = tagKeys(environment.tagPrefix);
  }

  /** A session with the function's own credentials. */
  own(accountId: string, region: string): Session {
    return this.#session(`own/${region}`, { accountId, region }, () => this.#environment.credentials);
  }

  /**
   * A session with a role in another account. The role is assumed at the first call, which fails if that is denied.
   * Credentials that AWS rejects are dropped: a StackSet recreates a spoke's role when the account moves to another OU,
   * and then credentials of the former role no longer work.
   */
  assumed(target: AssumedRole): Session {
    const { accountId, region, roleArn, sessionName, isRegionEnabled } = target;
    return this.#session(
      `${roleArn}/${region}`,
      { accountId, region },
      () => this.#role(roleArn, sessionName),
      async () => {
        this.#roles.delete(roleArn);
        return isRegionEnabled === undefined || (await isRegionEnabled());
      },
    );
  }

  #role(roleArn: string, sessionName: string): AwsCredentialIdentityProvider {
    const known = this.#roles.get(roleArn);
    if (known) return known;
    const sts = new STSClient(this.#config(this.#environment.stsRegion, this.#environment.credentials));
    const provider = assumedRole(sts, roleArn, sessionName);
    this.#roles.set(roleArn, provider);
    return provider;
  }

  #session(
    key: string,
    address: { accountId: string; region: string },
    credentials: () => Credentials | undefined,
    areRejected: () => Promise<boolean> = () => Promise.resolve(true),
  ): Session {
    const known = this.#sessions.get(key);
    if (known) return known;
    const clients = new Map<string, Sender>();
    let used: Credentials | undefined;
    const session: Session = {
      ...address,
      ...(this.#tagKeys ? { tagKeys: this.#tagKeys } : {}),
      send: async (command) => {
        const { namespace } = describeCommand(command);
        const current = credentials();
        if (current !== used) clients.clear();
        used = current;
        let client = clients.get(namespace);
        if (!client) {
          const service = this.#environment.services.find((candidate) => candidate.namespace === namespace);
          if (!service)
            throw new TypeError(`This function has no client for ${namespace}; add it to the function's services.`);
          client = service.create(this.#config(service.region ?? address.region, current));
          // It copies every request and response without what is secret, for a logger that there is not.
          client.middlewareStack.remove('loggerMiddleware');
          clients.set(namespace, client);
        }
        try {
          return await client.send(command as never);
        } catch (error) {
          if (rejectsCredentials(error) && !(await areRejected()))
            throw new RegionNotEnabled(error.name, address, { cause: error });
          throw error;
        }
      },
    };
    this.#sessions.set(key, session);
    return session;
  }

  #config(region: string, credentials: Credentials | undefined): ClientConfig {
    const { requestHandler, endpoint, extension } = this.#environment;
    return {
      region,
      cacheMiddleware: true,
      retryStrategy: this.#retryStrategy,
      ...(credentials === undefined ? {} : { credentials }),
      ...(requestHandler === undefined ? {} : { requestHandler }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(extension === undefined ? {} : { extensions: [extension] }),
    };
  }
}
