import * as z from 'zod';

/** What travels in a worker's queue. */
export const workMessage = z.object({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  because: z.string(),
  /** The account itself may have changed: nothing remembered about it counts. */
  accountChanged: z.boolean().optional(),
});
export type WorkMessage = z.infer<typeof workMessage>;

export const groupOf = ({ account, region }: Pick<WorkMessage, 'account' | 'region'>): string => `${account}/${region}`;

/** One SQS message as a worker handles it, with SQS's own words about it. */
export interface Delivery {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly message: WorkMessage;
  readonly receives: number;
  readonly firstReceived: Date;
}
