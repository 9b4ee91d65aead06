import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { logBucketName, type LandingZone } from '../landing-zone';
import { HISTORY_PREFIX, LEDGER_LISTS, LEDGER_TABLE } from '../names';
import { historyList } from './history';
import { allItems, valuesOf } from './items';

const CALLS = { query: QueryCommand, putObject: PutObjectCommand };

/** The day before, UTC, as `2026-01-31`. */
export const dayBefore = (now: Date): string => new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);

/**
 * Writes the history of a day to the log bucket, one step a line, in the order of time. Writing a day again replaces its
 * file. A day without history gets no file. Returns the number of steps. Throws a `Failure` if AWS refuses a call.
 * `own`: the function's own credentials in the hub account, with clients of DynamoDB and S3.
 */
export async function exportHistory(landingZone: LandingZone, own: Session, day: string): Promise<number> {
  const calls = bind(CALLS, own);
  const query = {
    TableName: LEDGER_TABLE,
    IndexName: LEDGER_LISTS,
    KeyConditionExpression: '#list = :day',
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':day': { S: historyList(day) } },
  };
  const items = await allItems((start) => calls.query({ ...query, ...start }));
  if (items.length === 0) return 0;
  const lines = items.map((item) => {
    const { pk: _pk, sk: _sk, list: _list, expires: _expires, ...step } = valuesOf(item);
    return `${JSON.stringify(step)}\n`;
  });
  await calls.putObject({
    Bucket: logBucketName(landingZone),
    Key: `${HISTORY_PREFIX}/${day.replaceAll('-', '/')}.jsonl`,
    Body: lines.join(''),
    ContentType: 'application/x-ndjson',
  });
  return items.length;
}
