/** An event as EventBridge delivers it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  /** The account of origin, kept when the event is forwarded to another account. */
  readonly account: string;
  /** Whole seconds: `2026-01-01T00:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Only on replayed events. */
  readonly 'replay-name'?: string;
}

/** The fields that a sender sets; EventBridge adds the others. */
export interface EventDraft {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources?: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly time?: Date;
}

/** ISO 8601 without fractions of a second, as envelopes and CloudTrail records carry it. */
export const wholeSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
