/** An event as EventBridge delivers it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  /** Whose event it is: kept when it is forwarded to another account. */
  readonly account: string;
  /** Whole seconds: `2026-01-01T00:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Only on replayed events. */
  readonly 'replay-name'?: string;
}

/** What a sender says about its event; EventBridge adds the rest. */
export interface EventDraft {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources?: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly time?: Date;
}

/** ISO 8601 without fractions of a second, as envelopes and CloudTrail records carry it. */
export const wholeSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
