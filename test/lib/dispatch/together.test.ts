import { attachmentsTogether } from '../../../lib/dispatch/together';
import { hubOf, parseHubs, sampleHubVariable } from '../../../lib/landing-zone';
import type { Session } from '../../../lib/aws/sdk/session';
import { describeCommand } from '../../../lib/aws/sdk/command';
import { fixtureLandingZone } from '../../world/landing-zone';

const landingZone = fixtureLandingZone();
const { region, accountId: hubId } = landingZone.hub;
const hubs = parseHubs(JSON.stringify(sampleHubVariable(landingZone)));
const routeTableIds = Object.values(hubOf(hubs, region).routeTableIds);
const ids = (accountId: string, count: number) =>
  Array.from({ length: count }, (_, n) => `tgw-attach-${accountId}-${n}`);

/** A batch of so many accounts with so many attachments each, and the calls that are made in the hub. */
function batch(accounts: number, attachments: number) {
  const calls: string[] = [];
  const accountIds = Array.from({ length: accounts }, (_, n) => String(200_000_000_000 + n));
  const session: Session = {
    ...{ accountId: hubId, region },
    send: (command) => {
      const { operation } = describeCommand(command);
      calls.push(operation);
      const { input } = command as {
        input: { TransitGatewayRouteTableId?: string; Filters?: { Values?: string[] }[] };
      };
      return Promise.resolve(
        operation === 'DescribeTransitGatewayAttachments'
          ? { TransitGatewayAttachments: accountIds.flatMap((id) => ids(id, attachments).map(attachment(id))) }
          : {
              TransitGatewayRouteTablePropagations: (input.Filters?.[0]?.Values ?? []).map((each) => ({
                TransitGatewayAttachmentId: each,
                State: 'enabled',
              })),
            },
      );
    },
  };
  const sessions = { own: () => session, assumed: () => session };
  const read = attachmentsTogether(
    { landingZone, hubs, sessions: sessions as never },
    accountIds.map((id) => `${id}/${region}`),
  );
  return {
    calls,
    accountIds,
    propagationsOf: (id: string, attachmentIds = ids(id, attachments)) =>
      read(`${id}/${region}`)?.propagations({ attachmentIds, routeTableIds }),
  };
}
const attachment = (ResourceOwnerId: string) => (TransitGatewayAttachmentId: string) => ({
  ...{ TransitGatewayAttachmentId, ResourceOwnerId, ResourceType: 'vpc', State: 'available' },
  ResourceId: `vpc-of-${TransitGatewayAttachmentId}`,
});

describe('propagations of the spokes of a batch', () => {
  it.each([1, 5, 20])('are read with one call a table for ten accounts of %d VPCs', async (vpcs) => {
    const { calls, accountIds, propagationsOf } = batch(10, vpcs);
    for (const id of accountIds) expect((await propagationsOf(id))?.length).toBe(10 * vpcs * routeTableIds.length);
    expect(calls).toEqual([
      'DescribeTransitGatewayAttachments',
      ...routeTableIds.map(() => 'GetTransitGatewayRouteTablePropagations'),
    ]);
  });

  it('are left to the spoke where it asks about fewer than its share of a read for all', async () => {
    const { accountIds, propagationsOf } = batch(2, 20);
    const [id = ''] = accountIds;
    await expect(propagationsOf(id, ids(id, 1))).resolves.toBeUndefined();
  });

  it('are left to the spoke where it asks about an attachment that was made since', async () => {
    const { accountIds, propagationsOf } = batch(10, 5);
    const [id = ''] = accountIds;
    await expect(propagationsOf(id, [...ids(id, 5), 'tgw-attach-new'])).resolves.toBeUndefined();
  });
});
