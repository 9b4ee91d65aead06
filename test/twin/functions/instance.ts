import type { Context } from 'aws-lambda';
import type { Clock, InvocationClock } from '../clock';
import { parseJson } from '../json';
import { inProcessHandler, Severed, type InProcessHandler } from '../wire/transport';
import type { Identity } from '../wire/service';
import type { World } from '../world';

/** What the code in an execution environment gets. */
export interface ExecutionEnvironment {
  /** The function's own variables, and those that Lambda sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Outlives an invocation, as clients do; sleeping on it lets virtual time move. */
  readonly clock: Clock;
  /** A number in [0, 1), from the seed of the world. */
  readonly random: () => number;
  /** For SDK clients: reaches the world in process, and adds the invocation's id. */
  readonly requestHandler: InProcessHandler;
  /** Reaches hosts that are not AWS. */
  readonly fetch: typeof fetch;
  /** A session of the function's role. */
  readonly credentials: Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }>;
  /** The function's name. */
  readonly name: string;
  /** Writes a line to the function's log. */
  readonly log: (line: string) => void;
}

export type Handler = (event: unknown, context: Context) => Promise<unknown>;
/** What a cold start runs. */
export type Create = (environment: ExecutionEnvironment) => Handler | Promise<Handler>;

export interface FunctionDefinition {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Starts one execution environment, like a cold start. */
  readonly create: Create;
}

interface Work {
  readonly event: unknown;
  readonly context: Context;
  readonly clock: InvocationClock;
  readonly invocationId: string;
}

const asJson = (value: unknown): unknown => parseJson(JSON.stringify(value));
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** One execution environment: it works on one event at a time, and is used again until it is discarded. */
export class Instance {
  /** Killed or timed out: its requests get no response any more, and its `sleep` never resolves. */
  discarded = false;
  #work: Work | undefined;
  #handler: Handler | undefined;

  constructor(
    private readonly world: World,
    private readonly definition: FunctionDefinition,
    private readonly identity: Identity,
  ) {}

  /** Events and results travel as JSON, as they do between Lambda and a function. */
  async run(work: Work): Promise<unknown> {
    this.#work = work;
    this.#handler ??= await this.definition.create(this.#environment());
    const value = await this.#handler(asJson(work.event), work.context);
    return asJson(value ?? null);
  }

  #environment(): ExecutionEnvironment {
    const { name, region, environment = {} } = this.definition;
    const { accessKeyId, secretAccessKey, sessionToken = '' } = this.identity;
    return {
      name,
      requestHandler: this.#requestHandler(),
      fetch: (input, init) => this.#fetch(new Request(input, init)),
      clock: { now: () => this.world.clock.now(), sleep: (ms) => this.#sleep(ms) },
      random: () => this.world.ids.random(),
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      environment: { ...environment, AWS_REGION: region, AWS_LAMBDA_FUNCTION_NAME: name },
      log: (line) => {
        this.world.functions.logs.push({ functionName: name, line, at: this.world.clock.now() });
        this.world.functions.onLog(line);
      },
    };
  }

  #requestHandler(): InProcessHandler {
    return inProcessHandler(async (request) => {
      const invocationId = this.#work?.invocationId;
      if (this.#isGone() || invocationId === undefined) return never();
      const { latencyMs } = this.world.rates;
      if (latencyMs > 0) await this.#sleep(latencyMs);
      try {
        const response = await this.world.handle({ ...request, invocationId });
        return this.#isGone() ? await never() : response;
      } catch (error) {
        if (error instanceof Severed) this.world.functions.kill(invocationId);
        throw error;
      }
    });
  }

  /** Virtual time stands still while a host answers. */
  async #fetch(request: Request): Promise<Response> {
    if (this.#isGone()) return never();
    const response = await this.world.clock.serving(() => this.world.functions.internet(request));
    return this.#isGone() ? await never() : response;
  }

  async #sleep(ms: number): Promise<void> {
    await (this.#work?.clock ?? this.world.clock).sleep(ms);
    if (this.#isGone()) await never();
  }

  #isGone(): boolean {
    return this.discarded;
  }
}
