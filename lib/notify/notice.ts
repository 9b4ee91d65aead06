import * as z from 'zod';
import type { NoticeType } from '../hub/notices';
import type { NoticeKind } from '../names';

const caller = z.object({ call: z.string(), principal: z.string() });

/** An event of the outbound bus, as EventBridge delivers it. Facts that no text uses are not read. */
export const noticeEvent = z.object({
  id: z.string(),
  time: z.string(),
  'detail-type': z.string(),
  detail: z.object({
    accountId: z.string().regex(/^\d{12}$/),
    region: z.string().regex(/^[a-z0-9-]+$/),
    /** Missing in events of before that there were ids of transitions. */
    transition: z.string().optional(),
    contact: z.string().optional(),
    callers: z.array(caller).default([]),
    vpcId: z
      .string()
      .regex(/^vpc-[0-9a-f]+$/)
      .optional(),
    vpcIds: z.array(z.string().regex(/^vpc-[0-9a-f]+$/)).default([]),
    clusterName: z.string().optional(),
    state: z.string().optional(),
    reason: z.string().optional(),
    raised: z.array(z.string()).default([]),
    because: z.string(),
    detail: z.string().optional(),
    cure: z.string().optional(),
    since: z.string().optional(),
    changes: z.array(z.string()).default([]),
  }),
});
export type NoticeEvent = z.infer<typeof noticeEvent>;

/** A transition that somebody may want to be told of. */
export interface Notice {
  readonly kind: NoticeKind;
  /** The same for every event about the transition. */
  readonly transition: string;
  /** When it was announced, ISO. */
  readonly time: string;
  readonly facts: NoticeEvent['detail'];
}

const KINDS: Readonly<Partial<Record<NoticeType, NoticeKind>>> = {
  'Spoke VPC Refused': 'refused',
  'Account Refused': 'refused',
  'Image Pull Refused': 'refused',
  'Spoke VPC Quarantined': 'quarantined',
  'Spoke VPC Failing': 'failing',
  'Account Failing': 'failing',
  'Image Pull Failing': 'failing',
  'Spoke VPC Awaiting Approval': 'held',
  'Spoke VPC Left': 'left',
  'Account Left': 'left',
  'Image Pull Withdrawn': 'left',
  'Spoke Unreadable': 'unreadable',
};
const kinds: Readonly<Record<string, NoticeKind | undefined>> = KINDS;

/** The notice of an event; undefined for an event that is of no kind, such as a VPC that has joined. */
export function noticeOf({ id, time, 'detail-type': type, detail: facts }: NoticeEvent): Notice | undefined {
  const kind = kindOf(type, facts);
  return kind && { kind, transition: facts.transition ?? id, time, facts };
}

function kindOf(type: string, { reason, raised }: NoticeEvent['detail']): NoticeKind | undefined {
  if (reason === 'held-back') return 'held';
  const kind = kinds[type];
  if (kind !== undefined) return kind;
  if (raised.includes('shadowed')) return 'shadowed';
  return type === 'Drift Repaired' ? 'drift-repaired' : undefined;
}
