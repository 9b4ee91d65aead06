import { addressText, type SpokeAddress } from '../names';
import { itemOf, type Item } from './items';
import type { HistoryEntry, Recording, TargetRecord } from './ledger';
import { LONGEST_PLAN } from './target-item';

const KEPT_SECONDS = 90 * 86_400;

/** The list of the history of a day, UTC. */
export const historyList = (day: string): string => `history/${day}`;

/** The item of one step of a target's history. The same target has one step in a millisecond at most. */
export function historyItem(
  { accountId, region }: SpokeAddress,
  record: TargetRecord,
  { at, configHash, version, history }: Recording & { readonly history: HistoryEntry },
): Item {
  const time = at.toISOString();
  const { key, state, flags, segment, reason, text, detail, plan } = record;
  const { worker, because, callers, from, applied } = history;
  return itemOf({
    pk: `history/${addressText({ accountId, region })}/${key}`,
    sk: `${time}/${worker}`,
    list: historyList(time.slice(0, 10)),
    expires: Math.floor(at.getTime() / 1000) + KEPT_SECONDS,
    ...{ at: time, accountId, region, key, worker, because, from, state, flags, segment, reason, text, detail },
    ...(callers === undefined ? {} : { callers: callers.map((caller) => ({ ...caller })) }),
    ...{ applied: bounded(applied), plan: bounded(plan), configHash, version },
  });
}

const bounded = (changes: TargetRecord['plan']) => changes.slice(0, LONGEST_PLAN).map((change) => ({ ...change }));
