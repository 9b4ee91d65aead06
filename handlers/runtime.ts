import { readFileSync } from 'node:fs';
import type { AwsCredentialIdentity } from '@smithy/types';
import * as z from 'zod';
import { landingZoneSchema, parseHubs, type Hubs, type LandingZone } from '../lib/landing-zone';
import type { Clock } from '../lib/aws/sdk/clock';

/** The environment variables that a function is deployed with or Lambda sets. */
export const environment = z.object({
  AWS_REGION: z.string(),
  AWS_LAMBDA_FUNCTION_NAME: z.string(),
  WHEELWRIGHT_HUB: z.string(),
});

/** All inputs of a handler. None is read at module scope, so that tests run many functions in one process. */
export interface Runtime {
  readonly landingZone: LandingZone;
  readonly hubs: Hubs;
  readonly env: z.infer<typeof environment>;
  readonly clock: Clock;
  /** A number in [0, 1), for the jitter of retries; `Math.random` when absent. */
  readonly random?: () => number;
  /** How SDK clients reach AWS; the SDK's own when absent. */
  readonly requestHandler?: object;
  readonly credentials?: AwsCredentialIdentity;
  /** How hosts that are not AWS are reached; Node's own when absent. */
  readonly fetch?: typeof globalThis.fetch;
  /** Takes one line of a log or of metrics; standard output when absent. */
  readonly log?: (line: string) => void;
}

/** The inputs in Lambda: its environment, the config beside the bundle, real time. */
function lambdaRuntime(): Runtime {
  const env = environment.parse(process.env);
  const config: unknown = JSON.parse(readFileSync(new URL('landing-zone.json', import.meta.url), 'utf8'));
  return {
    landingZone: landingZoneSchema.parse(config),
    hubs: parseHubs(env.WHEELWRIGHT_HUB),
    env,
    clock: {
      now: () => new Date(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
  };
}

/** A handler that is created when the first event arrives, then reused. */
export function lazily<E, C, R>(create: (runtime: Runtime) => (event: E, context: C) => Promise<R>) {
  let handler: ((event: E, context: C) => Promise<R>) | undefined;
  return (event: E, context: C): Promise<R> => (handler ??= create(lambdaRuntime()))(event, context);
}
