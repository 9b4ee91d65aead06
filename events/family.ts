import * as z from 'zod';
import { ROLE_PREFIX, type WorkerName } from '../lib/names';

/** Someone whose spoke a worker must look at. What names no account is for `route` to look up. */
export type Address =
  /** An account in one region, or in every governed one. */
  | { readonly accountId: string; readonly region?: string }
  | { readonly transitGatewayAttachmentId: string }
  /** Every VPC that is associated with the table. */
  | { readonly transitGatewayRouteTableId: string }
  | { readonly vpcId: string; readonly region: string }
  /** Every VPC of the zone's segments. */
  | { readonly hostedZoneId: string }
  /** Every account that the share is for. */
  | { readonly resourceShareArn: string };

/** The role behind a session, and the account it belongs to. */
export interface Actor {
  readonly userName: string;
  readonly accountId: string;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An EventBridge event pattern, as JSON. `account` is left to `rulePattern`: it differs from organization to organization. */
export interface Pattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail: { readonly [key: string]: Json };
}

/** Accounts by their part in the organization. */
export type Sender = 'management' | 'spoke' | 'hub';
/** Where a sender's default bus has the event: Organizations, IAM and Route 53 are in us-east-1 alone. */
export type Place = 'us-east-1' | 'governed regions' | 'Control Tower home region';

/** One kind of event: how it is caught, what of it is read, and whom it is about. */
export interface EventFamily<Schema extends z.ZodType<Envelope> = z.ZodType<Envelope>> {
  /** Also the name of its folder. */
  readonly name: string;
  readonly wakes: WorkerName;
  /** Whose default bus it appears on, and so where the rule lives that forwards it to the hub's inbound bus. */
  readonly sender: Sender;
  readonly places: readonly Place[];
  /** The `eventName`s of CloudTrail records; none for other events. */
  readonly eventNames: readonly string[];
  /** Of tag changes: the service whose resource it is, for which they all have one source. */
  readonly service?: string;
  /** For the forwarding rule and for the rule on the inbound bus alike. */
  readonly pattern: Pattern;
  /** Every field that we read; the rest is let through. */
  readonly schema: Schema;
  /** Whom the event is about, none if nobody that concerns us. */
  addresses(event: z.infer<Schema>): readonly Address[];
}

export const accountId = z.string().regex(/^\d{12}$/);

/** The part of `detail` that all CloudTrail records share. Service events have a `userIdentity` without a session. */
export const record = {
  eventName: z.string(),
  /** Only on failed calls, which are delivered too. */
  errorCode: z.string().optional(),
  userIdentity: z
    .looseObject({
      sessionContext: z
        .looseObject({
          /** No name where the session is not a role's. */
          sessionIssuer: z.looseObject({ userName: z.string().optional(), accountId: accountId.optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
};

/** An event as it comes off a bus. `time` is when EventBridge got it, not when it happened. */
export const envelope = <Detail extends z.ZodType>(detail: Detail) =>
  z.looseObject({
    id: z.string().min(1),
    source: z.string(),
    'detail-type': z.string(),
    account: accountId,
    region: z.string().min(1),
    time: z.string(),
    /** Only on replayed events, whose id and time are those of the original. */
    'replay-name': z.string().optional(),
    detail,
  });

/** What every event has, whatever its family. */
export const anyEvent = envelope(z.looseObject({}));
export type Envelope = z.infer<typeof anyEvent>;

export const API_CALL = 'AWS API Call via CloudTrail';
export const SERVICE_EVENT = 'AWS Service Event via CloudTrail';

/**
 * Calls that succeeded and that no role of ours made. `anything-but` needs its field, and people who are no role
 * session lack it; hence the alternatives.
 */
export const othersCalls = (eventNames: readonly string[]) => ({
  eventName: eventNames,
  errorCode: [{ exists: false }],
  $or: [
    { userIdentity: { sessionContext: { sessionIssuer: { userName: [{ exists: false }] } } } },
    {
      userIdentity: { sessionContext: { sessionIssuer: { userName: [{ 'anything-but': { prefix: ROLE_PREFIX } }] } } },
    },
  ],
});
