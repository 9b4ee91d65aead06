import * as z from 'zod';
import type { AccountReading } from '../aws/read/organization';
import type { ZonesRead } from '../aws/read/zone-vpcs';
import { addressText, type Caller, type SpokeAddress } from '../names';
import { fieldsOf, readingFields, readingOf } from './account-reading';
import type { FifoMessage } from './queues';
import { fieldsOfZones, zonesReadFields, zonesReadOf } from './zones-read';

/** The body of a message in a worker's queue, as since 0.1.0: the account id is in `account`. 0.1.0 had neither `keys` nor `read`, nor `zones`. */
const body = z.object({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  because: z.string(),
  accountChanged: z.boolean().optional(),
  keys: z.array(z.string()).optional().catch(undefined),
  read: readingFields,
  zones: zonesReadFields,
  caller: z.object({ call: z.string(), principal: z.string() }).optional(),
});

/** A request to reconcile one spoke. */
export interface WorkMessage extends SpokeAddress {
  readonly because: string;
  /** The account itself may have changed (moved, tagged, closed): cached data about it is stale. */
  readonly accountChanged?: boolean | undefined;
  /** The VPCs that it is about. Absent: it may be about all. */
  readonly keys?: readonly string[] | undefined;
  /** The account as the sender has read it, after all that it knows to have changed. */
  readonly account?: AccountReading;
  /** The zones of the account's VPCs as a sweep has read them, if it says no more than that the sweep is there. */
  readonly zones?: ZonesRead | undefined;
  /** Who made the call because of which it was sent, if that is known. */
  readonly caller?: Caller | undefined;
}

/** Reads the body of a work message. */
export const workMessage = body.transform(({ account: accountId, read, zones, ...rest }): WorkMessage => ({
  ...{ accountId, ...rest },
  ...(read ? { account: readingOf(accountId, read) } : {}),
  ...(zones ? { zones: zonesReadOf(zones) } : {}),
}));

/** A work message as SQS takes it; one message group per spoke. */
export const fifoMessageOf = (
  { accountId, region, because, accountChanged, keys, account, zones, caller }: WorkMessage,
  deduplicationId: string,
): FifoMessage => ({
  body: JSON.stringify({
    ...{ account: accountId, region, because, accountChanged, keys: keys && [...keys] },
    read: account && fieldsOf(account),
    zones: zones && fieldsOfZones(zones),
    caller,
  } satisfies z.input<typeof body>),
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
