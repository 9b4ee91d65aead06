import { MANAGED, toTags } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  spoke.reads.drop('attachments');
  switch (change.what) {
    case 'attach':
      await spokeCalls.createAttachment({
        TransitGatewayId: change.transitGatewayId,
        VpcId: change.key,
        SubnetIds: [...change.subnetIds],
        Options: { DnsSupport: 'enable', SecurityGroupReferencingSupport: 'disable', Ipv6Support: 'disable' },
        TagSpecifications: [
          { ResourceType: 'transit-gateway-attachment', Tags: toTags({ Name: change.name, [MANAGED]: 'true' }) },
        ],
      });
      return;
    case 'tag':
      await hub.createTags({ Resources: [change.attachmentId], Tags: toTags(change.tags) });
      return;
    case 'accept':
      await hub.acceptAttachment({ TransitGatewayAttachmentId: change.attachmentId });
      return;
    case 'subnets':
      await spokeCalls.modifyAttachment({
        TransitGatewayAttachmentId: change.attachmentId,
        ...(change.add.length === 0 ? {} : { AddSubnetIds: [...change.add] }),
        ...(change.remove.length === 0 ? {} : { RemoveSubnetIds: [...change.remove] }),
      });
      return;
    case 'detach':
      await hub.deleteAttachment({ TransitGatewayAttachmentId: change.attachmentId });
  }
}
