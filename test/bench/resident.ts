import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { isJsonObject, objectIn, parseObject } from '../twin/json';
import { serveHttp } from '../twin/wire/transport';
import type { World } from '../twin/world';
import { readAssembly } from '../world/assembly/assembly';
import { assemblyOf } from '../world/assembly/synthesize';
import type { LandingZone } from '../../lib/landing-zone';
import { quantile } from './document';
import type { BenchWorld } from './mesh-world';
import { requireSameCalls, runInProcess } from './bundle-process';

/** Reconciles of a process: the memory of the first is more than that of an instance that starts, and of twenty no more. */
const RECONCILES = 20;
/** Processes whose median is taken. */
const PROCESSES = 3;
const MINUTE = 60_000;
const SUCCESS = { batchItemFailures: [] };

export interface Resident {
  /** The most that was resident, in bytes: the median of the processes. */
  readonly residentBytes: number;
  /** Calls of each process, of all its reconciles. */
  readonly calls: number;
}

/**
 * The resident memory of a function that a queue feeds, in a process of its own: the bundle that the stacks deploy, with the function's variables and
 * credentials, and with the twin of this process as AWS over HTTP. It handles one event again and again while the world's time
 * stands still.
 * @throws Error unless it makes the calls that the same events take in the process of the twin, and handles each event
 */
export async function residentOf(
  setting: BenchWorld,
  name: string,
  event: SQSEvent,
  processes = PROCESSES,
): Promise<Resident> {
  const { world, landingZone } = setting;
  const { accountId, region } = landingZone.hub;
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const definition = world.functions.find(functionArn)?.definition;
  if (!definition) throw new Error(`There is no function ${functionArn}.`);
  const events = Array.from({ length: RECONCILES }, (_, n) => numbered(event, n));
  const { folder } = await deployedFunction(landingZone, name);
  const bundle = join(folder, 'index.mjs');
  // Who takes a turn just after another one makes one call more.
  const letTurnsPass = (): Promise<void> => world.clock.jump(MINUTE);
  await letTurnsPass();
  world.functions.dropEnvironments();
  const expected = await callsOf(world, async () => {
    for (const each of events) {
      const result = await world.functions.invoke(functionArn, each);
      requireSuccess(result.ok ? result.value : result.error);
    }
  });
  const serving = await serveHttp((request) => world.handle(request), { port: 0, now: () => world.clock.now() });
  const all: number[] = [];
  try {
    for (let n = 0; n < processes; n += 1) {
      await letTurnsPass();
      const found = await callsOf(world, async () => {
        const { answers, residentBytes } = await runInProcess({
          ...{ bundle, functionName: name, functionArn, timeoutSeconds: definition.timeoutSeconds, events },
          environment: { ...definition.environment, ...lambdaVariables(world, definition) },
          port: Number(new URL(serving.url).port),
          now: world.clock.now(),
        });
        for (const answer of answers) requireSuccess(answer);
        all.push(residentBytes);
      });
      requireSameCalls(expected, found);
    }
  } finally {
    await serving.close();
  }
  return { residentBytes: quantile(all, 0.5), calls: expected.length };
}

/** Its messages with ids of their own, as of another delivery: what was handled once might not be handled again. */
const numbered = ({ Records }: SQSEvent, n: number): SQSEvent => ({
  Records: Records.map(({ messageId, attributes, ...record }) => ({
    ...record,
    messageId: `${messageId}-${n}`,
    attributes: { ...attributes, MessageDeduplicationId: `bench-${n}` },
  })),
});

function requireSuccess(answer: unknown): void {
  if (JSON.stringify(answer) === JSON.stringify(SUCCESS)) return;
  const found = answer instanceof Error ? answer.message : JSON.stringify(answer);
  throw new Error(`A reconcile without a change was not handled: ${found}`, { cause: answer });
}

/** What is called meanwhile: `ec2:DescribeVpcs in 300000000000`, sorted. */
async function callsOf(world: World, work: () => Promise<void>): Promise<readonly string[]> {
  const from = world.calls.length;
  await work();
  return world.calls
    .slice(from)
    .map(({ action, accountId }) => `${action} in ${accountId}`)
    .sort();
}

/** What Lambda adds to the variables of a function: its region and name, and a session of its role, here one that the twin has opened. */
function lambdaVariables(
  world: World,
  { name, region, roleArn }: { readonly name: string; readonly region: string; readonly roleArn: string },
): Readonly<Record<string, string>> {
  const session = [...world.identities.values()].findLast(({ issuer }) => issuer?.arn === roleArn);
  if (session?.sessionToken === undefined) throw new Error(`No instance of ${name} has had credentials.`);
  return {
    AWS_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  };
}

/** A function as its stack deploys it: its properties, and the folder of its code, in which the config lies beside the bundle. */
export async function deployedFunction(landingZone: LandingZone, name: string) {
  for (const { template, assets } of readAssembly(await assemblyOf(landingZone)))
    for (const resource of Object.values(objectIn(parseObject(template), 'Resources'))) {
      const properties = objectIn(isJsonObject(resource) ? resource : undefined, 'Properties');
      const asset = assets.find(({ key }) => key === objectIn(properties, 'Code')['S3Key']);
      if (properties['FunctionName'] === name && asset) return { properties, folder: asset.folder };
    }
  throw new Error(`The stacks have no function ${name} with an asset of theirs.`);
}
