import { DescribeTransitGatewayAttachmentsCommand } from '@aws-sdk/client-ec2';
import { bind, type Calls } from '../sdk/calls';
import { allPages } from '../sdk/pages';
import type { Session } from '../sdk/session';
import { toRecord } from '../sdk/tags';
import { MANAGED } from '../../names';
import { GONE } from './from-aws';

export const calls = {
  spoke: {},
  hub: { describeAttachments: DescribeTransitGatewayAttachmentsCommand },
} satisfies Calls;

/** An attachment and its owner. EC2 lists deleted ones for two more hours: the owner of a deleted one needs a reconcile. */
export interface AttachmentOwner {
  readonly attachmentId: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly routeTableId?: string;
  /** The attachment is not deleted, failed or rejected. */
  readonly live: boolean;
  /** It has the hub's tag `wheelwright:managed`. One that waits for acceptance and lacks it was made by hand. */
  readonly ours: boolean;
}

/** A read of the VPC attachments of the hub's transit gateway in all states, with their owners. It throws a `Failure`. */
export function attachmentOwners(
  session: Session,
  transitGatewayId: string,
): () => Promise<readonly AttachmentOwner[]> {
  const hub = bind(calls.hub, session);
  return () =>
    allPages(async (NextToken) => {
      const page = await hub.describeAttachments({
        MaxResults: 1000,
        NextToken,
        Filters: [
          { Name: 'transit-gateway-id', Values: [transitGatewayId] },
          { Name: 'resource-type', Values: ['vpc'] },
        ],
      });
      return {
        items: page.TransitGatewayAttachments?.map((attachment): AttachmentOwner => {
          const routeTableId = attachment.Association?.TransitGatewayRouteTableId;
          return {
            attachmentId: attachment.TransitGatewayAttachmentId ?? '',
            vpcId: attachment.ResourceId ?? '',
            accountId: attachment.ResourceOwnerId ?? '',
            live: !GONE.has(attachment.State ?? ''),
            ours: toRecord(attachment.Tags)[MANAGED] === 'true',
            ...(routeTableId === undefined ? {} : { routeTableId }),
          };
        }),
        next: page.NextToken,
      };
    });
}
