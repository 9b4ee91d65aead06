import { LedgerReader, type HistoryStep } from '../hub/ledger-reader';
import { LEDGER_TABLE, by } from '../names';
import type { Connection } from './connection';

/** What the ledger's history has since a time, spoke by spoke, in the order of time within each. */
export async function changesSince(
  { hub, clock }: Pick<Connection, 'hub' | 'clock'>,
  since: Date,
): Promise<readonly HistoryStep[]> {
  const steps: HistoryStep[] = [];
  for await (const page of new LedgerReader(LEDGER_TABLE, hub).historySince(since, clock.now())) steps.push(...page);
  return steps.sort(by(({ accountId, region, key, at }) => `${accountId} ${region} ${key} ${at}`));
}
