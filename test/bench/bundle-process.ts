import { fork } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { inPackage } from '../../infra/package';

const CHILD = inPackage('test/bench/invoke-bundle.mjs');
/** A process that has not answered by then does not: it takes seconds. */
const LONGEST_MS = 120_000;

/** A function, and what it is given. */
interface ProcessRun {
  /** The bundle's file. */
  readonly bundle: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly timeoutSeconds: number;
  /** The variables of the function, and those that Lambda sets. It has no others. */
  readonly environment: Readonly<Record<string, string>>;
  /** The port on loopback that answers for all hosts of AWS. */
  readonly port: number;
  /** When it is there. */
  readonly now: Date;
  /** Handled one after the other. */
  readonly events: readonly unknown[];
}

const result = z.object({ answers: z.array(z.unknown()), residentBytes: z.number() });
/** What the handler returned for each event, and the most that was resident until its last answer. */
export type ProcessResult = z.infer<typeof result>;

/**
 * Runs the handler of a bundle in a process of its own.
 * @throws Error with what the process wrote on standard error, where it ends without a result
 */
export function runInProcess(run: ProcessRun): Promise<ProcessResult> {
  const { bundle, functionName, functionArn, timeoutSeconds, environment, port, now, events } = run;
  const child = fork(CHILD, {
    env: { ...environment },
    // Not those of this process, which loads TypeScript.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: LONGEST_MS,
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const context = {
    ...{ functionName, functionVersion: '$LATEST', invokedFunctionArn: functionArn, memoryLimitInMB: '512' },
    ...{ logGroupName: `/aws/lambda/${functionName}`, logStreamName: 'bench', callbackWaitsForEmptyEventLoop: true },
  };
  child.send({
    ...{ bundle: pathToFileURL(bundle).href, port, events, context },
    ...{ now: now.getTime(), timeoutMs: timeoutSeconds * 1000 },
  });
  return new Promise((resolve, reject) => {
    let found: ProcessResult | undefined;
    child.on('message', (message) => (found = result.parse(message)));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (found) resolve(found);
      else reject(new Error(`The process of ${functionName} ended by ${signal ?? code} without a result. ${errors}`));
    });
  });
}

/** @throws Error with what differs, unless both are the same calls, and are some */
export function requireSameCalls(expected: readonly string[], found: readonly string[]): void {
  const count = (calls: readonly string[], call: string): number => calls.filter((each) => each === call).length;
  const differences = [...new Set([...expected, ...found])].flatMap((call) => {
    const [wanted, made] = [count(expected, call), count(found, call)];
    return wanted === made ? [] : [`${call}: ${made}, expected ${wanted}`];
  });
  if (expected.length > 0 && differences.length === 0) return;
  throw new Error(
    `The process made ${found.length} calls, expected ${expected.length}, at least one: ${differences.join('; ')}.`,
  );
}
