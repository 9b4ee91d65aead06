import * as z from 'zod';
import { bind } from '../aws/sdk/calls';
import { allPages } from '../aws/sdk/pages';
import { dynamodb } from '../aws/sdk/services/dynamodb';
import { logs } from '../aws/sdk/services/logs';
import { LedgerReader } from '../hub/ledger-reader';
import { LEDGER_TABLE, WORKERS, by, functionName, type FunctionName } from '../names';
import type { Connection } from './connection';
import { logCalls } from './log-calls';
import { targetIn } from './targets';

export const LOGS_SERVICES = [dynamodb, logs];

/** One line that a function has written. */
export interface LogLine {
  /** ISO time. */
  readonly at: string;
  readonly function: FunctionName;
  readonly level: string;
  readonly message: string;
  /** The other facts of the line, as the function wrote them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const FUNCTIONS: readonly FunctionName[] = ['route', ...WORKERS];
const line = z.looseObject({ level: z.string(), message: z.string() });
/** Facts that every line of a function has. */
const OF_LAMBDA = /^(cold_start|function_|service$|sampling_rate$|timestamp$|xray_trace_id$)/;

/**
 * The lines of functions about a VPC, or about the spoke of an account, since a time, in the order of time.
 * A line about a VPC has its id; lines about a spoke have the id of its account.
 * @throws OperatorError for a target that the ledger has not
 */
export async function logsOf({ hub, region }: Connection, key: string, since: Date): Promise<readonly LogLine[]> {
  const startTime = since.getTime();
  await targetIn(new LedgerReader(LEDGER_TABLE, hub), key, region);
  const { filterLogEvents } = bind(logCalls.hub, hub);
  const found = FUNCTIONS.map(async (name) => {
    const search = { logGroupName: `/aws/lambda/${functionName(name)}`, filterPattern: `"${key}"`, startTime };
    const events = await allPages(async (nextToken) => {
      const page = await filterLogEvents({ ...search, nextToken });
      return { items: page.events, next: page.nextToken };
    });
    return events.flatMap(({ message = '', timestamp = 0 }) => lineOf(name, message, new Date(timestamp)));
  });
  return (await Promise.all(found)).flat().sort(by(({ at }) => at));
}

/** A record of metrics is no line. */
function lineOf(name: FunctionName, text: string, at: Date): readonly LogLine[] {
  const { data } = line.safeParse(parsed(text));
  if (data === undefined) return [];
  const { level, message, ...rest } = data;
  const fields = Object.fromEntries(Object.entries(rest).filter(([field]) => !OF_LAMBDA.test(field)));
  return [{ at: at.toISOString(), function: name, level, message, fields }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
