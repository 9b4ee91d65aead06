import * as z from 'zod';
import { ROLE_PREFIX, type WorkerName } from '../lib/names';

/** What an event concerns. `route` looks up the accounts of all but the first form. */
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

/** An EventBridge event pattern, as JSON. `account` is added by `rulePattern`, as it differs between organizations. */
interface Pattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail: { readonly [key: string]: Json };
}

/** The accounts that an event comes from. */
export type Sender = 'management' | 'spoke' | 'hub';
/** The regions whose default bus receives the event: Organizations, IAM and Route 53 only use us-east-1. */
export type Place = 'us-east-1' | 'governed regions' | 'Control Tower home region';

/** One kind of event: how it is matched, which fields are read, and what it concerns. */
export interface EventFamily<Schema extends z.ZodType<Envelope> = z.ZodType<Envelope>> {
  /** Also the name of its folder. */
  readonly name: string;
  readonly wakes: WorkerName;
  /** The accounts whose default bus receives it. There a rule forwards it to the hub's inbound bus. */
  readonly sender: Sender;
  readonly places: readonly Place[];
  /** The `eventName`s of CloudTrail records; none for other events. */
  readonly eventNames: readonly string[];
  /** The service of the tagged resource, for tag changes: they all have the source `aws.tag`. */
  readonly service?: string;
  /** For the forwarding rule and for the rule on the inbound bus alike. */
  readonly pattern: Pattern;
  /** Every field that is read; other fields are ignored. */
  readonly schema: Schema;
  /** What the event concerns; empty where it does not concern Wheelwright. */
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

/** An event as a bus delivers it. `time` is when EventBridge received it, not when it happened. */
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

/** The fields of every event. */
export const anyEvent = envelope(z.looseObject({}));
export type Envelope = z.infer<typeof anyEvent>;

export const API_CALL = 'AWS API Call via CloudTrail';
export const SERVICE_EVENT = 'AWS Service Event via CloudTrail';

/**
 * Matches calls that succeeded and that no role of ours made. `anything-but` does not match a missing field, and only role
 * sessions have a `sessionIssuer`; hence the alternatives.
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
