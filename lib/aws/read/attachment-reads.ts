import {
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { Bound } from '../sdk/calls';
import { filterValues } from './filter-values';
import { attachmentOf, detailsOf as detailsFrom } from './from-aws';
import { readOnce, type Once } from './once';
import { orAlone } from './or-alone';
import { readList } from './paged-list';
import type { PropagationsTogether } from './propagations';
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

/** The subnets and options of attachments. */
export const detailsOf = async (
  hub: Pick<Bound<typeof calls>, 'describeTransitGatewayVpcAttachments'>,
  ids: readonly string[],
): Promise<readonly AttachmentDetails[]> =>
  (
    await Promise.all(
      filterValues(ids).map((Values) =>
        readList({
          call: (paging) =>
            hub.describeTransitGatewayVpcAttachments({ MaxResults, Filters: [withId(Values)], ...paging }),
          items: ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
          map: detailsFrom,
        }),
      ),
    )
  ).flat();

const withId = (Values: string[]): Filter => ({ Name: 'transit-gateway-attachment-id', Values });

/** Reads of an account's attachments that were made, or are made, for several accounts at once. */
export interface Together {
  /** Those of the account. */
  attachments(): Promise<readonly Attachment[]>;
  /** Of the attachments of all of these accounts. */
  details(): Promise<readonly AttachmentDetails[]>;
  /** Of the attachments of all of these accounts. */
  readonly propagations: PropagationsTogether;
}

/**
 * The reads of attachments to the hub's transit gateway. Only `mesh` grows with the number of accounts. `together`: reads the
 * account's attachments with those of others.
 */
export function attachmentReads(
  hub: Bound<typeof calls>,
  once: Once,
  { transitGatewayId, accountId }: { readonly transitGatewayId: string; readonly accountId: string },
  together?: Together,
): Pick<Reads, 'attachments' | 'attachmentDetails' | 'mesh' | 'named' | 'tagged'> {
  const ofGateway = { Name: 'transit-gateway-id', Values: [transitGatewayId] };
  const filtered = (...filters: Filter[]) => filteredBy(hub, [ofGateway, ...filters]);
  // Once something was dropped, what was read with others is outdated: each is used once, the details with the attachments only.
  let [next, current] = [together, undefined as Together | undefined];
  const attachments = () =>
    once('attachments', async () => {
      [next, current] = [undefined, next];
      const alone = () => attachmentsOf(hub, { transitGatewayId, accountIds: [accountId] });
      return current ? orAlone(current.attachments(), alone) : alone();
    });
  const details = () =>
    once('attachmentDetails', async (): Promise<(id: string) => Promise<readonly AttachmentDetails[]>> => {
      const ids = (await attachments()).map(({ attachmentId }) => attachmentId);
      const read = current;
      current = undefined;
      const own = () => detailsOf(hub, ids);
      const alone = readOnce().once;
      return (read ? orAlone(read.details(), own) : own()).then(
        (found) => (id) => Promise.resolve(found.filter(({ attachmentId }) => attachmentId === id)),
        (error: unknown) => {
          if (ids.length === 1) throw error;
          return (id) => alone(id, () => detailsOf(hub, [id]));
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
