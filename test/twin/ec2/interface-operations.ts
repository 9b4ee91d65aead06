import type * as ec2 from '@aws-sdk/client-ec2';
import { digest } from '../ids';
import type { Call, Ops, Output } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, unsupported, type FilterTable, type Tags } from './common';
import { unknownId } from './resources';
import { requireFreeAddresses } from './subnet-addresses';
import { tagFields, tagsAtCreation } from './tags';
import { attachmentsOfVpc } from './tgw-lookups';
import { Tokens } from './tokens';
import { ownSubnet } from './vpc-lookups';
import type { NetworkInterface } from './vpc-types';

type CreateInput = Parameters<NonNullable<Ops<typeof ec2>['CreateNetworkInterface']>>[0];

/**
 * EC2 API reference: CreateNetworkInterface, DeleteNetworkInterface, DescribeNetworkInterfaces. Interfaces of attachments and
 * of endpoints are listed as AWS's (`RequesterManaged`); they come and go with what they are for.
 */
export function interfaceOps(world: World): Ops<typeof ec2> {
  const creations = new Tokens<Output<typeof ec2, 'CreateNetworkInterface'>>(world);
  return {
    CreateNetworkInterface: (input, call) => creations.once(call, input, () => create(world, call, input)),

    DeleteNetworkInterface({ NetworkInterfaceId = '' }, call) {
      if (
        interfacesOf(world, call).some((one) => one.requesterManaged && one.networkInterfaceId === NetworkInterfaceId)
      )
        throw invalidValue(`You are not allowed to manage '${NetworkInterfaceId}', which AWS manages.`);
      if (!world.ec2.interfaces.owned(NetworkInterfaceId, call))
        throw unknownId('network-interface', NetworkInterfaceId);
      world.ec2.interfaces.delete(NetworkInterfaceId);
      world.ec2.tags.drop(NetworkInterfaceId);
      return {};
    },

    DescribeNetworkInterfaces(input, call) {
      const { page, next } = list(input, input.NetworkInterfaceIds, {
        visible: interfacesOf(world, call),
        idOf: ({ networkInterfaceId }) => networkInterfaceId,
        unknown: (id) => unknownId('network-interface', id),
        filters: FILTERS,
        tagsOf: tagsOf(world, call),
        pageSizes: { minimum: 5, maximum: 1000 },
      });
      return { NetworkInterfaces: page.map((one) => describe(world, call, one)), ...next };
    },
  };
}

function create(world: World, call: Call, input: CreateInput) {
  const { SubnetId, Description = '', TagSpecifications, ClientToken, ...more } = input;
  unsupported(more);
  const subnet = ownSubnet(world, call, SubnetId);
  const tags = tagsAtCreation(TagSpecifications, 'network-interface');
  requireFreeAddresses(world, [subnet.subnetId], NO_ADDRESS);
  const networkInterfaceId = world.ids.ec2('eni');
  const made = world.ec2.interfaces.add(networkInterfaceId, {
    ...{ ownerId: call.accountId, region: call.region, networkInterfaceId, description: Description },
    ...{ subnetId: subnet.subnetId, vpcId: subnet.vpcId, type: 'interface', requesterManaged: false },
  });
  world.ec2.setTags(networkInterfaceId, call.accountId, tags);
  return { NetworkInterface: describe(world, call, made), ClientToken };
}

const NO_ADDRESS = 'Insufficient free addresses in the specified subnet.';

function interfacesOf(world: World, call: Call): readonly NetworkInterface[] {
  const vpcs = world.ec2.vpcs.of(call);
  const users = [
    ...vpcs
      .flatMap(({ vpcId }) => attachmentsOfVpc(world, vpcId))
      .map((each) => ({ ...each, id: each.attachmentId, type: 'transit_gateway' as const })),
    ...world.ec2.endpoints.of(call).map((each) => ({ ...each, id: each.vpcEndpointId, type: 'vpc_endpoint' as const })),
  ];
  const ofAws = users.flatMap(({ id, type, vpcId, subnetIds }) =>
    subnetIds.map((subnetId) => ({
      ...{ ownerId: call.accountId, region: call.region, subnetId, vpcId, type, requesterManaged: true },
      ...{ networkInterfaceId: `eni-0${digest(16, id, subnetId)}`, description: `Network interface of ${id}` },
    })),
  );
  return [...world.ec2.interfaces.of(call), ...ofAws];
}

const FILTERS: FilterTable<NetworkInterface> = {
  description: ({ description }) => description,
  'interface-type': ({ type }) => type,
  'network-interface-id': ({ networkInterfaceId }) => networkInterfaceId,
  'owner-id': ({ ownerId }) => ownerId,
  'requester-managed': ({ requesterManaged }) => requesterManaged,
  'subnet-id': ({ subnetId }) => subnetId,
  'vpc-id': ({ vpcId }) => vpcId,
};

const tagsOf =
  (world: World, call: Call) =>
  ({ networkInterfaceId }: NetworkInterface): Tags =>
    world.ec2.tagsOf(networkInterfaceId, call.accountId);

/** The tags of an interface are in `TagSet`. */
const describe = (world: World, call: Call, one: NetworkInterface): ec2.NetworkInterface => ({
  NetworkInterfaceId: one.networkInterfaceId,
  InterfaceType: one.type,
  RequesterManaged: one.requesterManaged,
  Description: one.description,
  SubnetId: one.subnetId,
  VpcId: one.vpcId,
  OwnerId: one.ownerId,
  TagSet: tagFields(tagsOf(world, call)(one)).Tags ?? [],
});
