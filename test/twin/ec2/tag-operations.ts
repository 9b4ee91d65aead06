import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { filtered, paged, type FilterTable } from './common';
import { seesPrefixList } from './prefix-lookups';
import { resourceTypeOf, unknownId, type ResourceType } from './resources';
import { checkedKey, tagsFrom, withAdded } from './tags';
import { seesAttachment, seesRouteTable, seesTransitGateway } from './tgw-lookups';
import { visibleSubnets, visibleVpcs } from './vpc-lookups';

const MAX_RESOURCES = 1000;

interface TagRow {
  readonly resourceId: string;
  readonly type: ResourceType;
  readonly key: string;
  readonly value: string;
}

/** EC2 API reference: CreateTags, DeleteTags, DescribeTags. All resources of a call are tagged, or none. */
export const tagOps = (world: World): Ops<typeof ec2> => ({
  CreateTags(input, call) {
    const resources = resourcesIn(world, call, input.Resources);
    const added = tagsFrom(input.Tags);
    const changes = resources.map((id) => ({ id, after: withAdded(world.ec2.tagsOf(id, call.accountId), added) }));
    for (const { id, after } of changes) world.ec2.setTags(id, call.accountId, after);
    return {};
  },

  DeleteTags(input, call) {
    const resources = resourcesIn(world, call, input.Resources);
    const unwanted = (input.Tags ?? []).map(({ Key, Value }) => ({ key: checkedKey(Key), value: Value }));
    // No tags named means all; a key without a value means the key with any value (EC2 API reference, DeleteTags).
    const goes = (key: string, value: string): boolean =>
      unwanted.length === 0 ||
      unwanted.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
    for (const id of resources) {
      const kept = [...world.ec2.tagsOf(id, call.accountId)].filter(([key, value]) => !goes(key, value));
      world.ec2.setTags(id, call.accountId, new Map(kept));
    }
    return {};
  },

  DescribeTags(input, call) {
    const rows = world.ec2.tags.resourcesOf(call.accountId).flatMap(({ resourceId, tags }): TagRow[] => {
      const resource = world.ec2.resource(resourceId);
      if (resource?.region !== call.region) return [];
      return [...tags].map(([key, value]) => ({ resourceId, type: resource.type, key, value }));
    });
    const wanted = filtered(rows, input.Filters, FILTERS, ({ key, value }) => new Map([[key, value]]));
    const { page, next } = paged(wanted, input);
    return {
      Tags: page.map(({ resourceId, type, key, value }) => ({
        ResourceId: resourceId,
        ResourceType: type,
        Key: key,
        Value: value,
      })),
      ...next,
    };
  },
});

const FILTERS: FilterTable<TagRow> = {
  key: ({ key }) => key,
  'resource-id': ({ resourceId }) => resourceId,
  'resource-type': ({ type }) => type,
  value: ({ value }) => value,
};

function resourcesIn(world: World, call: Call, ids: readonly string[] = []): string[] {
  if (ids.length > MAX_RESOURCES)
    throw new AwsError('InvalidParameterValue', `At most ${MAX_RESOURCES} resources can be tagged at once.`);
  for (const id of ids) {
    const type = resourceTypeOf(id);
    if (!type) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    if (!sees(world, call, type, id)) throw unknownId(type, id);
  }
  return [...new Set(ids)];
}

/** Each account may tag what it sees: what it owns, and what is shared with it (EC2 User Guide, "Tag your resources"). */
function sees(world: World, call: Call, type: ResourceType, id: string): boolean {
  switch (type) {
    case 'vpc':
      return visibleVpcs(world, call).some(({ vpcId }) => vpcId === id);
    case 'subnet':
      return visibleSubnets(world, call).some(({ subnetId }) => subnetId === id);
    case 'transit-gateway': {
      const gateway = world.ec2.transitGateways.get(id);
      return gateway !== undefined && seesTransitGateway(world, call, gateway);
    }
    case 'transit-gateway-attachment': {
      const attachment = world.ec2.transitGatewayAttachments.get(id);
      return attachment !== undefined && seesAttachment(world, call, attachment);
    }
    case 'transit-gateway-route-table': {
      const table = world.ec2.transitGatewayRouteTables.get(id);
      return table !== undefined && seesRouteTable(world, call, table);
    }
    case 'prefix-list': {
      const list = world.ec2.prefixLists.get(id);
      return list !== undefined && seesPrefixList(world, call, list);
    }
    case 'route-table':
    case 'dhcp-options':
    case 'internet-gateway':
    case 'vpc-endpoint':
    case 'network-interface':
    case 'vpc-flow-log': {
      const resource = world.ec2.resource(id);
      return resource?.ownerId === call.accountId && resource.region === call.region;
    }
  }
}
