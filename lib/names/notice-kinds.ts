/** What a recipient of notices chooses from. `held`: it waits for an operator, be it a leave or a VPC that asks. */
export const NOTICE_KINDS = [
  'refused',
  'quarantined',
  'shadowed',
  'unreadable',
  'failing',
  'drift-repaired',
  'held',
  'left',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
