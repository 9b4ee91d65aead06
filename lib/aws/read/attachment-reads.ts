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
import type { Attachment, AttachmentDetails, MeshAttachment, Reads } from './shapes';

export const calls = {
  describeTransitGatewayVpcAttachments: DescribeTransitGatewayVpcAttachmentsCommand,
  describeTransitGatewayAttachments: DescribeTransitGatewayAttachmentsCommand,
};

const MaxResults = 1000;

const filteredBy = (
  hub: Pick<Bound<typeof calls>, 'describeTransitGatewayAttachments'>,
  Filters: Filter[],
): Promise<readonly MeshAttachment[]> =>
  readList({
    call: (paging) => hub.describeTransitGatewayAttachments({ MaxResults, Filters, ...paging }),
    items: ({ TransitGatewayAttachments }) => TransitGatewayAttachments,
    map: attachmentOf,
  });

/**
 * The VPC attachments of accounts, 200 accounts at most. DescribeTransitGatewayVpcAttachments has no filter for the owner (EC2 API
 * reference).
 */
export const attachmentsOf = (
  hub: Pick<Bound<typeof calls>, 'describeTransitGatewayAttachments'>,
  { transitGatewayId, accountIds }: { readonly transitGatewayId: string; readonly accountIds: readonly string[] },
): Promise<readonly MeshAttachment[]> =>
  filteredBy(hub, [
    { Name: 'transit-gateway-id', Values: [transitGatewayId] },
    { Name: 'resource-owner-id', Values: [...accountIds] },
    { Name: 'resource-type', Values: ['vpc'] },
  ]);

/**
 * The reads of attachments to the hub's transit gateway. Only `mesh` grows with the number of accounts. `together`: reads the
 * account's attachments with those of others.
 */
export function attachmentReads(
  hub: Bound<typeof calls>,
  once: Once,
  { transitGatewayId, accountId }: { readonly transitGatewayId: string; readonly accountId: string },
  together?: () => Promise<readonly Attachment[]>,
): Pick<Reads, 'attachments' | 'attachmentDetails' | 'mesh' | 'named' | 'tagged'> {
  const ofGateway = { Name: 'transit-gateway-id', Values: [transitGatewayId] };
  const filtered = (...filters: Filter[]) => filteredBy(hub, [ofGateway, ...filters]);
  const withId = (Values: string[]): Filter => ({ Name: 'transit-gateway-attachment-id', Values });
  const detailed = (Values: string[]) =>
    readList({
      call: (paging) => hub.describeTransitGatewayVpcAttachments({ MaxResults, Filters: [withId(Values)], ...paging }),
      items: ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
      map: detailsOf,
    });
  let known = together;
  const attachments = () =>
    once('attachments', () => {
      // Once something was dropped, what was read with others is outdated.
      const read = known ?? (() => attachmentsOf(hub, { transitGatewayId, accountIds: [accountId] }));
      known = undefined;
      return read();
    });
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
