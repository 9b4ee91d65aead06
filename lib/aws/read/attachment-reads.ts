import {
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { Bound } from '../sdk/calls';
import { filterValues } from './filter-values';
import { attachmentOf, detailsOf } from './from-aws';
import { readOnce, type Once } from './once';
import { readList } from './paged-list';
import type { AttachmentDetails, Reads } from './shapes';

export const calls = {
  describeTransitGatewayVpcAttachments: DescribeTransitGatewayVpcAttachmentsCommand,
  describeTransitGatewayAttachments: DescribeTransitGatewayAttachmentsCommand,
};

const MaxResults = 1000;

/** The reads of attachments to the hub's transit gateway. Only `mesh` grows with the number of accounts. */
export function attachmentReads(
  hub: Bound<typeof calls>,
  once: Once,
  { transitGatewayId, accountId }: { readonly transitGatewayId: string; readonly accountId: string },
): Pick<Reads, 'attachments' | 'attachmentDetails' | 'mesh' | 'named' | 'tagged'> {
  const ofGateway = { Name: 'transit-gateway-id', Values: [transitGatewayId] };
  const filtered = (...filters: Filter[]) =>
    readList({
      call: (paging) =>
        hub.describeTransitGatewayAttachments({ MaxResults, Filters: [ofGateway, ...filters], ...paging }),
      items: ({ TransitGatewayAttachments }) => TransitGatewayAttachments,
      map: attachmentOf,
    });
  const withId = (Values: string[]): Filter => ({ Name: 'transit-gateway-attachment-id', Values });
  const detailed = (Values: string[]) =>
    readList({
      call: (paging) => hub.describeTransitGatewayVpcAttachments({ MaxResults, Filters: [withId(Values)], ...paging }),
      items: ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
      map: detailsOf,
    });
  // DescribeTransitGatewayVpcAttachments has no filter for the owner (EC2 API reference).
  const attachments = () =>
    once('attachments', () =>
      filtered({ Name: 'resource-owner-id', Values: [accountId] }, { Name: 'resource-type', Values: ['vpc'] }),
    );
  const details = () =>
    once('attachmentDetails', async (): Promise<(id: string) => Promise<readonly AttachmentDetails[]>> => {
      const ids = (await attachments()).map(({ attachmentId }) => attachmentId);
      const alone = readOnce().once;
      return Promise.all(filterValues(ids).map(detailed)).then(
        (found) => (id) => Promise.resolve(found.flat().filter(({ attachmentId }) => attachmentId === id)),
        (error: unknown) => {
          if (ids.length === 1) throw error;
          return (id) => alone(id, () => detailed([id]));
        },
      );
    });
  return {
    attachments,
    attachmentDetails: async (ids) => {
      const of = await details();
      return (await Promise.all(ids.map(of))).flat();
    },
    mesh: () => once('mesh', () => filtered()),
    named: async (ids) => (await Promise.all(filterValues(ids).map((chunk) => filtered(withId(chunk))))).flat(),
    tagged: async (key, text) => {
      const Filters = [ofGateway, { Name: `tag:${key}`, Values: [`*${text}*`] }];
      const { TransitGatewayAttachments } = await hub.describeTransitGatewayAttachments({ MaxResults, Filters });
      return (TransitGatewayAttachments ?? []).flatMap(attachmentOf);
    },
  };
}
