import * as grantPull from '../../../handlers/grant-pull';
import * as enroll from '../../../handlers/enroll';
import * as join from '../../../handlers/join';
import * as route from '../../../handlers/route';
import { environment, type Runtime } from '../../../handlers/runtime';
import * as sweep from '../../../handlers/sweep';
import { parseHub, type HubResources, type LandingZone } from '../../../lib/landing-zone';
import type { Handler } from '../functions/instance';
import type { World } from '../world';

export const FUNCTIONS = ['route', 'enroll', 'join', 'grant-pull', 'sweep'] as const;
export const FUNCTION_SECONDS = 300;

/** Registers the handlers as Lambda functions and feeds them from their queues. */
export function functions(world: World, landingZone: LandingZone, hub: HubResources): void {
  const { accountId, region } = landingZone.hub;
  const create = {
    route: route.create,
    enroll: enroll.create,
    join: join.create,
    'grant-pull': grantPull.create,
    sweep: sweep.create,
  } satisfies Record<(typeof FUNCTIONS)[number], (runtime: Runtime) => unknown>;
  const arn = (queue: string): string => `arn:aws:sqs:${region}:${accountId}:${queue}`;
  for (const name of FUNCTIONS)
    world.functions.register({
      name: `wheelwright-${name}`,
      accountId,
      region,
      roleArn: `arn:aws:iam::${accountId}:role/wheelwright-${name}`,
      timeoutSeconds: FUNCTION_SECONDS,
      environment: { WHEELWRIGHT_HUB: JSON.stringify(hub) },
      create: (instance): Handler => {
        const env = environment.parse(instance.environment);
        const { clock, requestHandler, credentials, log } = instance;
        return create[name]({
          landingZone,
          hub: parseHub(env.WHEELWRIGHT_HUB),
          env,
          clock,
          requestHandler,
          credentials,
          log,
        }) as Handler;
      },
    });
  world.functions.map({
    queueArn: arn('wheelwright-intake'),
    functionName: 'wheelwright-route',
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  for (const worker of ['enroll', 'join', 'grant-pull'] as const)
    world.functions.map({
      queueArn: arn(`wheelwright-${worker}.fifo`),
      functionName: `wheelwright-${worker}`,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
}
