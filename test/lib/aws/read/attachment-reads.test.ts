import type { DescribeTransitGatewayAttachmentsCommandInput as Input } from '@aws-sdk/client-ec2';
import { attachmentReads, attachmentsOf, detailsOf, type Together } from '../../../../lib/aws/read/attachment-reads';
import { readOnce } from '../../../../lib/aws/read/once';
import { Failure } from '../../../../lib/aws/sdk/failure';

const [MINE, OTHER] = ['200000000001', '200000000002'];
const TGW = 'tgw-1';
const REFUSED = new Failure('throttled', 'RequestLimitExceeded', { action: 'ec2:x', accountId: MINE, region: 'r' }, '');

/** A hub with an attachment of each of two accounts. Records whom each call asks about. */
function hub() {
  const asked: string[] = [];
  const valuesOf = ({ Filters = [] }: Input, name: string): readonly string[] =>
    Filters.find(({ Name }) => Name === name)?.Values ?? [];
  const bound = {
    describeTransitGatewayAttachments: (input: Input) => {
      const owners = valuesOf(input, 'resource-owner-id');
      asked.push(`attachments of ${owners.join()}`);
      const TransitGatewayAttachments = owners.map((ResourceOwnerId) => ({
        ...{ TransitGatewayAttachmentId: `tgw-attach-${ResourceOwnerId}`, ResourceType: 'vpc', State: 'available' },
        ...{ ResourceId: `vpc-${ResourceOwnerId}`, ResourceOwnerId },
      }));
      return Promise.resolve({ $metadata: {}, TransitGatewayAttachments } as never);
    },
    describeTransitGatewayVpcAttachments: (input: Input) => {
      const ids = valuesOf(input, 'transit-gateway-attachment-id');
      asked.push(`details of ${ids.join()}`);
      const TransitGatewayVpcAttachments = ids.map((id) => ({ TransitGatewayAttachmentId: id, SubnetIds: ['s'] }));
      return Promise.resolve({ $metadata: {}, TransitGatewayVpcAttachments } as never);
    },
  };
  return { bound, asked };
}
const IDS = [MINE, OTHER].map((id) => `tgw-attach-${id}`);
const [ID = ''] = IDS;

function reading(failing: { readonly attachments?: Error; readonly details?: Error } = {}) {
  const { bound, asked } = hub();
  const all = () => attachmentsOf(bound, { transitGatewayId: TGW, accountIds: [MINE, OTHER] });
  const together: Together = {
    attachments: async () => {
      if (failing.attachments) throw failing.attachments;
      return (await all()).filter(({ accountId }) => accountId === MINE);
    },
    details: () => (failing.details ? Promise.reject(failing.details) : detailsOf(bound, IDS)),
    propagations: () => Promise.resolve(undefined),
  };
  const { once, forget } = readOnce();
  const reads = attachmentReads(bound, once, { transitGatewayId: TGW, accountId: MINE }, together);
  return { reads, asked, forget };
}
const BOTH = `${MINE},${OTHER}`;
const MY_DETAILS = { attachmentId: ID, subnetIds: ['s'], options: {} };

describe('attachments that are read with those of others', () => {
  it('are read once, and their details too, for all', async () => {
    const { reads, asked } = reading();
    expect((await reads.attachments()).map(({ accountId }) => accountId)).toEqual([MINE]);
    expect(await reads.attachmentDetails([ID])).toEqual([MY_DETAILS]);
    expect(asked).toEqual([`attachments of ${BOTH}`, `details of ${IDS.join()}`]);
  });

  it.each([
    ['before details were read', false],
    ['after they were', true],
  ])('are read alone once something has changed, %s', async (_, areRead) => {
    const { reads, asked, forget } = reading();
    await (areRead ? reads.attachmentDetails([ID]) : reads.attachments());
    asked.length = 0;
    forget('attachments', 'attachmentDetails');
    expect(await reads.attachmentDetails([ID])).toEqual([MY_DETAILS]);
    expect(asked).toEqual([`attachments of ${MINE}`, `details of ${ID}`]);
  });

  it('are read alone where a response has something unexpected, which may be of another account', async () => {
    const bug = new TypeError('AWS returned a resource without a member');
    const { reads, asked } = reading({ attachments: bug, details: bug });
    expect(await reads.attachmentDetails([ID])).toEqual([MY_DETAILS]);
    expect(asked).toEqual([`attachments of ${MINE}`, `details of ${ID}`]);
  });

  it('are not read again where AWS refuses the call', async () => {
    const { reads, asked } = reading({ attachments: REFUSED });
    await expect(reads.attachments()).rejects.toBe(REFUSED);
    expect(asked).toEqual([]);
  });
});
