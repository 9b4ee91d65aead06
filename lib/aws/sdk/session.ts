import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from './clock';
import { describeCommand } from './calls';
import { ClockRetryStrategy } from './retry-strategy';
import { rejectsCredentials } from './failure';

type Credentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

/** What every SDK client of ours is made with. In Lambda only `region`, `credentials` and the retry strategy are set. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials?: Credentials;
  readonly requestHandler?: object;
  readonly retryStrategy: ClockRetryStrategy;
}

/** An SDK client as a session uses it. */
export interface Sender {
  send(command: never): Promise<unknown>;
}

/** A service: the namespace its commands carry, and how to make a client. `region` is fixed for global services. */
export interface ServiceClient {
  readonly namespace: string;
  readonly region?: string;
  create(config: ClientConfig): Sender;
}

/** One set of credentials in one region. Clients are made on first use and kept. */
export interface Session {
  readonly accountId: string;
  readonly region: string;
  send(command: object): Promise<unknown>;
}

/** What sessions are made from. The twin sets `requestHandler` and `credentials`; Lambda has its own. */
export interface AwsEnvironment {
  readonly clock: Clock;
  readonly services: readonly ServiceClient[];
  /** A region whose STS endpoint is enabled by default: the endpoint of a new account's opt-in region cannot answer. */
  readonly stsRegion: string;
  readonly requestHandler?: object;
  readonly credentials?: Credentials;
}

/** Sessions of one function instance: its own, and those it assumes; credentials are shared per role. */
export class Sessions {
  readonly #environment: AwsEnvironment;
  readonly #retryStrategy: ClockRetryStrategy;
  readonly #sessions = new Map<string, Session>();
  readonly #roles = new Map<string, AwsCredentialIdentityProvider>();

  constructor(environment: AwsEnvironment) {
    this.#environment = environment;
    this.#retryStrategy = new ClockRetryStrategy(environment.clock);
  }

  /** The function's own credentials. */
  own(accountId: string, region: string): Session {
    return this.#session(`own/${region}`, { accountId, region }, () => this.#environment.credentials);
  }

  /**
   * A session of a role in another account. The role is assumed when the first call is made; a refusal comes out of
   * that call. Credentials that AWS rejects are forgotten: a StackSet makes a spoke's role anew when its account moves to
   * another OU, and what was assumed before is worth nothing then.
   */
  assumed(target: { accountId: string; region: string; roleName: string; sessionName: string }): Session {
    const { accountId, region, roleName, sessionName } = target;
    const roleArn = `arn:aws:iam::${accountId}:role/${roleName}`;
    return this.#session(
      `${roleArn}/${region}`,
      { accountId, region },
      () => this.#role(roleArn, sessionName),
      () => this.#roles.delete(roleArn),
    );
  }

  #role(roleArn: string, sessionName: string): AwsCredentialIdentityProvider {
    const known = this.#roles.get(roleArn);
    if (known) return known;
    const sts = new STSClient(this.#config(this.#environment.stsRegion, this.#environment.credentials));
    const assume = async (): Promise<AwsCredentialIdentity> => {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName }));
      if (Credentials?.AccessKeyId === undefined || Credentials.SecretAccessKey === undefined)
        throw new TypeError(`AssumeRole of ${roleArn} answered without credentials.`);
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
    if (!provider) throw new TypeError('The SDK made no memoizing provider.');
    this.#roles.set(roleArn, provider);
    return provider;
  }

  #session(
    key: string,
    place: { accountId: string; region: string },
    credentials: () => Credentials | undefined,
    forget: () => void = () => undefined,
  ): Session {
    const known = this.#sessions.get(key);
    if (known) return known;
    const clients = new Map<string, Sender>();
    let used: Credentials | undefined;
    const session: Session = {
      ...place,
      send: async (command) => {
        const { namespace } = describeCommand(command);
        const current = credentials();
        if (current !== used) clients.clear();
        used = current;
        let client = clients.get(namespace);
        if (!client) {
          const service = this.#environment.services.find((candidate) => candidate.namespace === namespace);
          if (!service) throw new TypeError(`No client for ${namespace} was given to this function.`);
          client = service.create(this.#config(service.region ?? place.region, current));
          clients.set(namespace, client);
        }
        try {
          return await client.send(command as never);
        } catch (error) {
          if (rejectsCredentials(error)) forget();
          throw error;
        }
      },
    };
    this.#sessions.set(key, session);
    return session;
  }

  #config(region: string, credentials: Credentials | undefined): ClientConfig {
    const { requestHandler } = this.#environment;
    return {
      region,
      retryStrategy: this.#retryStrategy,
      ...(credentials === undefined ? {} : { credentials }),
      ...(requestHandler === undefined ? {} : { requestHandler }),
    };
  }
}
