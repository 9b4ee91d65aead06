import { NO_FREEZES } from '../../lib/hub/freezes';
import type { Ledger, Opened, SpokeRecord, TargetRecord } from '../../lib/hub/ledger';
import { addressText, by, type SpokeAddress } from '../../lib/names';

/** What enroll has recorded of each account before a sequence begins. */
const enrolled = (accountId: string): TargetRecord => ({
  ...{ key: accountId, state: 'joined', text: 'enrolled', since: '1970-01-01T00:00:00.000Z' },
  ...{ flags: [], cidrs: [], concepts: {}, plan: [] },
});

/** A ledger without DynamoDB: it is a report, and its calls are a third of a reconcile's. */
export class MemoryLedger implements Ledger {
  readonly #spokes = new Map<string, SpokeRecord>();
  readonly #changes = new Map<string, Date>();
  readonly #targets = new Map<string, Map<string, TargetRecord>>();

  clear(): void {
    this.#spokes.clear();
    this.#targets.clear();
    this.#changes.clear();
  }

  spoke(worker: string, address: SpokeAddress): Promise<Opened> {
    const record = this.#spokes.get(`${worker} ${addressText(address)}`);
    const times = [...this.#changes].filter(([key]) => key.endsWith(` ${addressText(address)}`)).map(([, at]) => at);
    const accountChangedAt = times.sort(by((at) => at.toISOString())).at(-1);
    return Promise.resolve({
      freezes: NO_FREEZES,
      ...(record ? { record } : {}),
      ...(accountChangedAt ? { accountChangedAt } : {}),
    });
  }

  putSpoke(address: SpokeAddress, record: SpokeRecord): Promise<void> {
    this.#spokes.set(`${record.worker} ${addressText(address)}`, record);
    return Promise.resolve();
  }

  clearWait(worker: string, address: SpokeAddress): Promise<void> {
    const key = `${worker} ${addressText(address)}`;
    const { wait: _wait, ...record } = this.#spokes.get(key) ?? {};
    if ('worker' in record) this.#spokes.set(key, record);
    return Promise.resolve();
  }

  putAccountChange(worker: string, address: SpokeAddress, at: Date): Promise<void> {
    this.#changes.set(`${worker} ${addressText(address)}`, at);
    return Promise.resolve();
  }

  targets(address: SpokeAddress): Promise<readonly TargetRecord[]> {
    const recorded = this.#targets.get(addressText(address))?.values() ?? [];
    return Promise.resolve([enrolled(address.accountId), ...recorded]);
  }

  putTarget(address: SpokeAddress, record: TargetRecord): Promise<void> {
    const targets = this.#targets.get(addressText(address)) ?? new Map<string, TargetRecord>();
    this.#targets.set(addressText(address), targets.set(record.key, record));
    return Promise.resolve();
  }

  waiting(): Promise<readonly []> {
    return Promise.resolve([]);
  }
}
