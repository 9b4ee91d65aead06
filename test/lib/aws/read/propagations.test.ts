import { propagationReads } from '../../../../lib/aws/read/propagations';
import { Failure } from '../../../../lib/aws/sdk/failure';

const ASKED = { attachmentIds: ['tgw-attach-1'], routeTableIds: ['tgw-rtb-1', 'tgw-rtb-2'] };
const propagation = (attachmentId: string, routeTableId: string) => ({ attachmentId, routeTableId, state: 'enabled' });
const context = { action: 'ec2:x', accountId: '200000000001', region: 'r' };
const REFUSED = new Failure('throttled', 'RequestLimitExceeded', context, '');

/** A hub in which each attachment propagates to a table of a segment and to one that is not managed. */
function hub() {
  const asked: string[] = [];
  const bound = {
    propagationsOfAttachment: ({
      TransitGatewayAttachmentId: id = '',
    }: {
      TransitGatewayAttachmentId: string | undefined;
    }) => {
      asked.push(id);
      const TransitGatewayAttachmentPropagations = ['tgw-rtb-1', 'tgw-rtb-other'].map((TransitGatewayRouteTableId) => ({
        ...{ TransitGatewayRouteTableId, State: 'enabled' as const },
      }));
      return Promise.resolve({ $metadata: {}, TransitGatewayAttachmentPropagations });
    },
    propagationsOfTable: ({
      TransitGatewayRouteTableId: id = '',
    }: {
      TransitGatewayRouteTableId: string | undefined;
    }) => {
      asked.push(id);
      return Promise.resolve({ $metadata: {}, TransitGatewayRouteTablePropagations: [] });
    },
  };
  return { bound, asked };
}

describe('propagations', () => {
  it('are read of each attachment where there are no more of them than tables, and those to tables that are not managed do not count', async () => {
    const { bound, asked } = hub();
    const read = await propagationReads(bound).propagations(ASKED);
    expect(read).toEqual([propagation('tgw-attach-1', 'tgw-rtb-1')]);
    expect(asked).toEqual(ASKED.attachmentIds);
  });

  it('are read of each table where there are more attachments', async () => {
    const { bound, asked } = hub();
    await propagationReads(bound).propagations({ ...ASKED, attachmentIds: ['1', '2', '3'] });
    expect(asked).toEqual(ASKED.routeTableIds);
  });

  it('are taken from a read for several accounts once, and then read anew, as they may have been changed', async () => {
    const { bound, asked } = hub();
    const together = () =>
      Promise.resolve([propagation('tgw-attach-1', 'tgw-rtb-2'), propagation('tgw-attach-9', 'tgw-rtb-1')]);
    const reads = propagationReads(bound, together);
    await expect(reads.propagations(ASKED)).resolves.toEqual([propagation('tgw-attach-1', 'tgw-rtb-2')]);
    expect(asked).toEqual([]);
    await expect(reads.propagations(ASKED)).resolves.toEqual([propagation('tgw-attach-1', 'tgw-rtb-1')]);
  });

  it('are read alone after a response of another account with something unexpected, and not after a refusal', async () => {
    const { bound } = hub();
    const failing = (error: Error) => propagationReads(bound, () => Promise.reject(error)).propagations(ASKED);
    await expect(failing(new TypeError('no id'))).resolves.toHaveLength(1);
    await expect(failing(REFUSED)).rejects.toBe(REFUSED);
  });
});
