import * as z from 'zod';
import { ourRoleArns, type Naming, type RoleHolder, type WorkerName } from '../lib/names';

/** What an event concerns. `route` looks up the accounts of all but the first form. */
export type Address =
  /** An account in one region, or in every governed one. `vpcIds`: it concerns no others of its VPCs. */
  | { readonly accountId: string; readonly region?: string; readonly vpcIds?: readonly string[] }
  | { readonly transitGatewayAttachmentId: string }
  /** Every VPC that is associated with the table. */
  | { readonly transitGatewayRouteTableId: string }
  | { readonly vpcId: string; readonly region: string }
  /** Every VPC of the zone's segments. */
  | { readonly hostedZoneId: string }
  /** The hub's own resources. */
  | { readonly hub: true }
  /** Every account that the share is for. */
  | { readonly resourceShareArn: string };

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An EventBridge event pattern, as JSON. `rulePattern` and `forwardPattern` complete it. */
interface Pattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  /** The names in it are those of the deployment. */
  detail(naming: Naming): { readonly [key: string]: Json };
}

/** The accounts that an event comes from. */
export type Sender = RoleHolder;
/** The regions whose default bus receives the event: Organizations, IAM and Route 53 only use us-east-1. */
export type Place = 'us-east-1' | 'governed regions' | 'Control Tower home region';

/** One kind of event: how it is matched, which fields are read, and what it concerns. */
export interface EventFamily<Schema extends z.ZodType<Envelope> = z.ZodType<Envelope>> {
  /** Also the name of its folder. */
  readonly name: string;
  readonly wakes: WorkerName;
  /** It tells of a change of the account itself in Organizations: what was read of it before is stale. */
  readonly changesAccount?: true;
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
      /** The principal: a session, a user or the root user. Missing where a service or another account calls. */
      arn: z.string().optional(),
      invokedBy: z.string().optional(),
      sessionContext: z
        .looseObject({
          /** Empty where the session is an IAM user's own. Its type is `Role`, or `IAMUser` for GetFederationToken. */
          sessionIssuer: z
            .looseObject({
              type: z.string().optional(),
              arn: z.string().optional(),
              userName: z.string().optional(),
              accountId: accountId.optional(),
            })
            .optional(),
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

const issuer = (fields: { readonly [key: string]: Json }) => ({
  userIdentity: { sessionContext: { sessionIssuer: fields } },
});

/**
 * Matches calls that succeeded and that no role of ours made, by the role's whole ARN: the account is the only wildcard,
 * because one pattern serves all spokes. `anything-but` does not match a missing field, and only a role's session has a
 * `sessionIssuer` with an ARN; hence the first alternative. The wildcard also matches a path such as `/x:role/`. No role
 * with such a path has a name of ours, since a role name is unique in its account under all paths; but the federated
 * session of an IAM user may, hence the second.
 */
export const othersCalls = (sender: Sender, eventNames: readonly string[]) => (naming: Naming) => ({
  eventName: eventNames,
  errorCode: [{ exists: false }],
  $or: [
    issuer({ arn: [{ exists: false }] }),
    issuer({ type: [{ 'anything-but': ['Role'] }] }),
    issuer({ arn: [{ 'anything-but': { wildcard: ourRoleArns(sender, '*', naming) } }] }),
  ],
});
