import { dynamodb } from '../aws/sdk/services/dynamodb';
import { LedgerReader, type HistoryStep } from '../hub/ledger-reader';
import { LEDGER_TABLE } from '../names';
import { startOf } from './ago';
import type { Connection } from './connection';
import { targetIn } from './targets';

export type { HistoryStep };

export const HISTORY_SERVICES = [dynamodb];

const DEFAULT_SINCE = '1h';

/**
 * The history of one target, or of all since a time (`30m`, `1h`, `7d`), the newest step first. It is read while it is printed.
 * @throws OperatorError for a target that the ledger has not, and for a time that is none
 */
export async function* historyOf(
  { hub, clock, region }: Connection,
  { key, since }: { readonly key?: string; readonly since?: string },
): AsyncGenerator<HistoryStep> {
  const ledger = new LedgerReader(LEDGER_TABLE, hub);
  const from = since === undefined && key !== undefined ? new Date(0) : startOf(since ?? DEFAULT_SINCE, clock.now());
  const pages =
    key === undefined
      ? ledger.historySince(from, clock.now())
      : ledger.history(await targetIn(ledger, key, region), key);
  for await (const page of pages)
    for (const step of page) {
      if (step.at < from.toISOString()) return;
      yield step;
    }
}
