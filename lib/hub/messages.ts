import * as z from 'zod';
import { addressText, type SpokeAddress } from '../names';
import type { FifoMessage } from './queues';

/** The body of a message in a worker's queue, as since 0.1.0: the account id is in `account`. */
const body = z.object({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  because: z.string(),
  accountChanged: z.boolean().optional(),
});

/** A request to reconcile one spoke. */
export interface WorkMessage extends SpokeAddress {
  readonly because: string;
  /** The account itself may have changed (moved, tagged, closed): cached data about it is stale. */
  readonly accountChanged?: boolean | undefined;
}

/** Reads the body of a work message. */
export const workMessage = body.transform(({ account, ...rest }): WorkMessage => ({ accountId: account, ...rest }));

/** A work message as SQS takes it; one message group per spoke. */
export const fifoMessageOf = (
  { accountId, region, because, accountChanged }: WorkMessage,
  deduplicationId: string,
): FifoMessage => ({
  body: JSON.stringify({ account: accountId, region, because, accountChanged } satisfies z.input<typeof body>),
  group: addressText({ accountId, region }),
  deduplicationId,
});

/** A work message as a worker received it. */
export interface Delivery {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly message: WorkMessage;
  /** How often SQS has delivered it. */
  readonly receives: number;
  readonly firstReceived: Date;
}
