import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { bind } from '../aws/sdk/calls';
import { failureOf } from '../aws/sdk/failure';
import type { Session } from '../aws/sdk/session';

/** The detail types of the events on the outbound bus. */
export type NoticeType =
  | `Spoke VPC ${'Joining' | 'Joined' | 'Quarantined' | 'Refused' | 'Awaiting Approval' | 'Leaving' | 'Left' | 'Failing'}`
  | 'Spoke VPC Needs Attention'
  | 'Spoke Unreadable'
  | `Account ${'Enrolled' | 'Refused' | 'Leaving' | 'Left' | 'Failing'}`
  | `Image Pull ${'Granted' | 'Refused' | 'Withdrawn' | 'Failing'}`
  | 'Drift Repaired';

interface Notice {
  readonly type: NoticeType;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Puts one event on the outbound bus. Throws a `Failure` when EventBridge refuses it. */
export type Announce = (notice: Notice) => Promise<void>;

/** `session`: the function's own credentials in the hub account, with a client of EventBridge. */
export function notices(busArn: string, session: Session): Announce {
  const { putEvents } = bind({ putEvents: PutEventsCommand }, session);
  return async ({ type, detail }) => {
    const { FailedEntryCount, Entries } = await putEvents({
      Entries: [{ EventBusName: busArn, Source: 'wheelwright', DetailType: type, Detail: JSON.stringify(detail) }],
    });
    if ((FailedEntryCount ?? 0) === 0) return;
    const { ErrorCode = 'InternalFailure', ErrorMessage = 'no reason given' } = Entries?.[0] ?? {};
    const { accountId, region } = session;
    throw failureOf(ErrorCode, `"${type}": ${ErrorMessage}`, { action: 'events:PutEvents', accountId, region });
  };
}
