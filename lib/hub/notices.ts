import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ClientConfig } from '../aws/sdk/session';

/** The detail types of the events on the outbound bus. */
type NoticeType =
  | 'Spoke VPC Joined'
  | 'Spoke VPC Left'
  | 'Spoke VPC Refused'
  | 'Account Enrolled'
  | 'Account Refused'
  | 'Image Pull Granted'
  | 'Image Pull Withdrawn'
  | 'Drift Repaired';

interface Notice {
  readonly type: NoticeType;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Puts one event on the outbound bus. Throws when EventBridge refuses it. */
export type Announce = (notice: Notice) => Promise<void>;

export function notices(busArn: string, config: ClientConfig): Announce {
  const events = new EventBridgeClient(config);
  return async ({ type, detail }) => {
    const { FailedEntryCount, Entries } = await events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: busArn, Source: 'wheelwright', DetailType: type, Detail: JSON.stringify(detail) }],
      }),
    );
    if ((FailedEntryCount ?? 0) > 0)
      throw new Error(`EventBridge refused "${type}": ${Entries?.[0]?.ErrorMessage ?? 'no reason given'}`);
  };
}
