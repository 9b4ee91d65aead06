import { dynamodb } from '../aws/sdk/services/dynamodb';
import { LedgerReader, type HistoryStep } from '../hub/ledger-reader';
import { LEDGER_TABLE } from '../names';
import type { Connection } from './connection';
import { targetIn } from './targets';

export type { HistoryStep };

export const HISTORY_SERVICES = [dynamodb];

/**
 * The history of one target, or of all, since a time, the newest step first. It is read while it is printed.
 * @throws OperatorError for a target that the ledger has not
 */
export async function* historyOf(
  { hub, clock, region }: Connection,
  { key, since }: { readonly key?: string; readonly since: Date },
): AsyncGenerator<HistoryStep> {
  const ledger = new LedgerReader(LEDGER_TABLE, hub);
  const pages =
    key === undefined
      ? ledger.historySince(since, clock.now())
      : ledger.history(await targetIn(ledger, key, region), key);
  for await (const page of pages)
    for (const step of page) {
      if (step.at < since.toISOString()) return;
      yield step;
    }
}
