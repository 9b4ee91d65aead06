import { isDeepStrictEqual } from 'node:util';
import type { Context } from 'aws-lambda';
import type { InvocationClock } from '../clock';
import { serviceKeys } from '../iam/context';
import { trusts } from '../iam/state';
import { policyAllows } from '../resource-policy';
import { AwsError } from '../wire/errors';
import type { Identity } from '../wire/service';
import type { World } from '../world';
import { Instance, type Create, type FunctionDefinition } from './instance';
import { EventSourceMapping, type InvocationResult, type MappingOptions } from './mapping';
import { PARTS } from '../parts';

export interface InvocationRecord {
  readonly id: string;
  readonly functionName: string;
  readonly event: unknown;
  readonly startedAt: Date;
  endedAt?: Date;
  outcome: 'running' | 'succeeded' | 'failed' | 'timed-out' | 'killed';
  error?: unknown;
}

interface Registered {
  readonly arn: string;
  readonly definition: FunctionDefinition;
  /** Environments that wait for their next event. */
  readonly idle: Instance[];
  /** Statements of the function's resource policy. */
  readonly permissions: Permission[];
}

/** A statement of a function's resource policy, as AddPermission makes it. */
export interface Permission {
  readonly action: string;
  /** A service, such as `events.amazonaws.com`. */
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
}

/** Between the attempts of an asynchronous invocation. AWS docs: Lambda, "How Lambda handles errors and retries". */
const ASYNC_RETRIES_MS: readonly number[] = [60_000, 120_000];
/** Sessions of functions are renewed by Lambda; here one lasts. */
const SESSION_END = new Date('2999-01-01T00:00:00Z');

const noSuchHost = ({ url }: Request): Promise<Response> => {
  const cause = Object.assign(new Error(`getaddrinfo ENOTFOUND ${new URL(url).hostname}`), { code: 'ENOTFOUND' });
  return Promise.reject(new TypeError('fetch failed', { cause }));
};

/** The Lambda runtime: functions, their execution environments, and the queues that feed them. */
export class Functions {
  /** Every invocation, in the order of their starts. */
  readonly invocations: InvocationRecord[] = [];
  /** What was published as code, by `bucket/key`. */
  readonly code = new Map<string, Create>();
  /** What handlers logged. */
  readonly logs: { readonly functionName: string; readonly line: string; readonly at: Date }[] = [];
  /** Called with each line as it is written. */
  onLog: (line: string) => void = () => undefined;
  /** Answers what functions ask of hosts that are not AWS; it rejects as `fetch` does. */
  internet: (request: Request) => Promise<Response> = noSuchHost;
  /** Event source mappings by their UUID. */
  readonly mappings = new Map<string, EventSourceMapping>();
  readonly #functions = new Map<string, Registered>();
  readonly #running = new Map<string, () => void>();

  constructor(private readonly world: World) {}

  [PARTS](): readonly object[] {
    return [this.#functions];
  }

  /** Discards all environments that wait for an event: the next event of each function starts a new one. */
  dropEnvironments(): void {
    for (const { idle } of this.#functions.values()) idle.length = 0;
  }

  /**
   * Creates a function, or replaces it: environments of the replaced one get no more events. Throws
   * InvalidParameterValueException unless Lambda may assume its role.
   */
  register(definition: FunctionDefinition): { readonly arn: string } {
    const { region, accountId, name, roleArn } = definition;
    this.#requireRole(roleArn);
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    this.#functions.set(arn, { arn, definition, idle: [], permissions: this.#functions.get(arn)?.permissions ?? [] });
    return { arn };
  }

  /** Deletes a function. Its mappings stay, and fail, as on Lambda. */
  unregister(arn: string): void {
    this.#required(arn);
    this.#functions.delete(arn);
  }

  /** The function of this name, which must be the only one, or of this ARN. */
  find(nameOrArn: string): { readonly arn: string; readonly definition: FunctionDefinition } | undefined {
    return this.#find(nameOrArn);
  }

  all(): readonly { readonly arn: string; readonly definition: FunctionDefinition }[] {
    return [...this.#functions.values()];
  }

  /** Lets a service invoke a function. Throws ResourceNotFoundException. */
  permit(nameOrArn: string, permission: Permission): void {
    this.#required(nameOrArn).permissions.push(permission);
  }

  /** Takes a permission back. Throws ResourceNotFoundException. */
  forbid(nameOrArn: string, permission: Permission): void {
    const { permissions } = this.#required(nameOrArn);
    const index = permissions.findIndex((each) => isDeepStrictEqual(each, permission));
    if (index >= 0) permissions.splice(index, 1);
  }

  /** Whether a function's resource policy lets a service invoke it on behalf of a resource. */
  admits(nameOrArn: string, service: string, source: { readonly arn: string; readonly accountId: string }): boolean {
    const { arn, permissions } = this.#required(nameOrArn);
    if (permissions.length === 0) return false;
    const Statement = permissions.map(({ action, principal, sourceArn, sourceAccount }) => ({
      Effect: 'Allow',
      Principal: { Service: principal },
      Action: action,
      Resource: arn,
      Condition: {
        ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
        ...(sourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
      },
    }));
    return policyAllows(JSON.stringify({ Version: '2012-10-17', Statement }), {
      requester: { type: 'Service', name: service },
      action: 'lambda:InvokeFunction',
      resource: arn,
      context: serviceKeys(this.world, service, source),
    });
  }

  /** Runs one event in an idle execution environment, or in a new one. Never rejects: the error is the result. */
  invoke(nameOrArn: string, event: unknown): Promise<InvocationResult> {
    const registered = this.#find(nameOrArn);
    if (!registered) throw new Error(`There is no function ${nameOrArn}.`);
    const { definition } = registered;
    const record: InvocationRecord = {
      id: this.world.ids.uuid(),
      functionName: definition.name,
      event,
      startedAt: this.world.clock.now(),
      outcome: 'running',
    };
    this.invocations.push(record);
    return new Promise((resolve) => this.#run(registered, record, resolve));
  }

  /** As EventBridge invokes: asynchronously, and a failed event is tried twice more. */
  invokeAsync(nameOrArn: string, event: unknown): void {
    const attempt = async (retries: readonly number[]): Promise<void> => {
      const result = await this.invoke(nameOrArn, event);
      const [delay, ...later] = retries;
      if (!result.ok && delay !== undefined) this.world.clock.after(delay, () => void attempt(later));
    };
    void attempt(ASYNC_RETRIES_MS);
  }

  /** Ends an invocation at once, as failed. Its environment is discarded, and its requests get no response any more. */
  kill(invocationId: string): void {
    this.#running.get(invocationId)?.();
  }

  /** Feeds a function from a queue. Throws what CreateEventSourceMapping refuses. */
  map(options: MappingOptions): EventSourceMapping {
    const mapping = new EventSourceMapping(this.world, options);
    this.mappings.set(mapping.id, mapping);
    return mapping;
  }

  #run(registered: Registered, record: InvocationRecord, resolve: (result: InvocationResult) => void): void {
    const { clock: time } = this.world;
    const { name, timeoutSeconds } = registered.definition;
    const instance = registered.idle.pop() ?? this.#start(registered.definition);
    const clock = time.invocation(name);
    const finish = (outcome: InvocationRecord['outcome'], result: InvocationResult): void => {
      if (record.outcome !== 'running') return;
      record.outcome = outcome;
      record.endedAt = time.now();
      if (!result.ok) record.error = result.error;
      if (outcome === 'killed' || outcome === 'timed-out') instance.discarded = true;
      else registered.idle.push(instance);
      this.#running.delete(record.id);
      cancelTimeout();
      clock.finish();
      resolve(result);
    };
    const fail = (outcome: InvocationRecord['outcome'], message: string): void =>
      finish(outcome, { ok: false, error: new Error(message) });
    const cancelTimeout = time.after(timeoutSeconds * 1000, () =>
      fail('timed-out', `${record.id} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`),
    );
    this.#running.set(record.id, () => fail('killed', `${record.id} was killed`));
    const context = contextOf(registered, record, clock);
    instance.run({ event: record.event, context, clock, invocationId: record.id }).then(
      (value) => finish('succeeded', { ok: true, value }),
      (error: unknown) => finish('failed', { ok: false, error }),
    );
  }

  #start(definition: FunctionDefinition): Instance {
    return new Instance(this.world, definition, this.#session(definition));
  }

  /** Credentials of the function's role, for one execution environment. */
  #session({ accountId, name, roleArn }: FunctionDefinition): Identity {
    const { ids, identities } = this.world;
    const { roleId, name: roleName } = this.#requireRole(roleArn);
    const identity: Identity = {
      type: 'AssumedRole',
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${name}`,
      userId: `${roleId}:${name}`,
      accessKeyId: ids.upper('ASIA', 16),
      secretAccessKey: ids.id('', 40),
      sessionToken: ids.id('', 64),
      expiresAt: SESSION_END,
      issuer: { arn: roleArn, userName: roleName, principalId: roleId },
    };
    identities.set(identity.accessKeyId, identity);
    return identity;
  }

  #requireRole(arn: string) {
    const role = this.world.iam.role(arn);
    if (!role || !trusts(role, 'lambda.amazonaws.com'))
      throw new AwsError(
        'InvalidParameterValueException',
        `The role defined for the function cannot be assumed by Lambda: ${arn}`,
      );
    return role;
  }

  #required(nameOrArn: string): Registered {
    const found = this.#find(nameOrArn);
    if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, {}, 404);
    return found;
  }

  #find(nameOrArn: string): Registered | undefined {
    const exact = this.#functions.get(nameOrArn);
    if (exact) return exact;
    const [named, other] = [...this.#functions.values()].filter(({ definition }) => definition.name === nameOrArn);
    if (other) throw new Error(`Several functions are called ${nameOrArn}: name one by its ARN.`);
    return named;
  }
}

const gone = (): never => {
  throw new Error('The Node.js 24 runtime has no callbacks.');
};
const callbacks = { done: gone, fail: gone, succeed: gone };

function contextOf({ arn, definition }: Registered, record: InvocationRecord, clock: InvocationClock): Context {
  const deadline = record.startedAt.getTime() + definition.timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: definition.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: '256',
    awsRequestId: record.id,
    logGroupName: `/aws/lambda/${definition.name}`,
    logStreamName: `${record.startedAt.toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${record.id}`,
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now().getTime()),
    ...callbacks,
  };
}
