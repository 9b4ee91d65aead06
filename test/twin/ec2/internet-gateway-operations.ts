import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, required, type FilterTable, type Tags } from './common';
import { unknownId } from './resources';
import { tagFields, tagsAtCreation } from './tags';
import { dependencyViolation, ownVpc, visibleInternetGateways } from './vpc-lookups';
import type { InternetGateway } from './vpc-types';

/** EC2 API reference: Create-, Attach-, Detach-, Delete- and DescribeInternetGateway(s). */
export const internetGatewayOps = (world: World): Ops<typeof ec2> => ({
  CreateInternetGateway(input, call) {
    const tags = tagsAtCreation(input.TagSpecifications, 'internet-gateway');
    if (world.ec2.internetGateways.of(call).length >= world.ec2.quotas.internetGatewaysPerRegion)
      throw new AwsError('InternetGatewayLimitExceeded', 'The maximum number of internet gateways has been reached.');
    const internetGatewayId = world.ids.ec2('igw');
    const gateway = world.ec2.internetGateways.add(internetGatewayId, {
      ownerId: call.accountId,
      region: call.region,
      internetGatewayId,
    });
    world.ec2.setTags(internetGatewayId, call.accountId, tags);
    return { InternetGateway: describeGateway(world, call, gateway) };
  },

  AttachInternetGateway({ InternetGatewayId, VpcId }, call) {
    const gateway = ownGateway(world, call, InternetGatewayId);
    const vpc = ownVpc(world, call, VpcId);
    if (gateway.vpcId !== undefined)
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${gateway.internetGatewayId} is already attached to network ${gateway.vpcId}`,
      );
    if (world.ec2.internetGateways.of(call).some((other) => other.vpcId === vpc.vpcId))
      throw invalidValue(`Network ${vpc.vpcId} already has an internet gateway attached`);
    gateway.vpcId = vpc.vpcId;
    return {};
  },

  DetachInternetGateway({ InternetGatewayId, VpcId }, call) {
    const gateway = ownGateway(world, call, InternetGatewayId);
    const vpc = ownVpc(world, call, VpcId);
    if (gateway.vpcId !== vpc.vpcId)
      throw new AwsError(
        'Gateway.NotAttached',
        `resource ${gateway.internetGatewayId} is not attached to network ${vpc.vpcId}`,
      );
    gateway.vpcId = undefined;
    return {};
  },

  DeleteInternetGateway({ InternetGatewayId }, call) {
    const gateway = ownGateway(world, call, InternetGatewayId);
    if (gateway.vpcId !== undefined)
      throw dependencyViolation(
        `The internetGateway '${gateway.internetGatewayId}' has dependencies and cannot be deleted.`,
      );
    world.ec2.internetGateways.delete(gateway.internetGatewayId);
    world.ec2.tags.drop(gateway.internetGatewayId);
    return {};
  },

  DescribeInternetGateways(input, call) {
    const { page, next } = list(input, input.InternetGatewayIds, {
      visible: visibleInternetGateways(world, call),
      idOf: ({ internetGatewayId }) => internetGatewayId,
      unknown: (id) => unknownId('internet-gateway', id),
      filters: FILTERS,
      tagsOf: tagsOf(world, call),
    });
    return { InternetGateways: page.map((gateway) => describeGateway(world, call, gateway)), ...next };
  },
});

function ownGateway(world: World, call: Call, internetGatewayId: string | undefined): InternetGateway {
  const id = required(internetGatewayId, 'internetGatewayId');
  const gateway = world.ec2.internetGateways.owned(id, call);
  if (!gateway) throw unknownId('internet-gateway', id);
  return gateway;
}

const FILTERS: FilterTable<InternetGateway> = {
  'attachment.state': ({ vpcId }) => (vpcId === undefined ? undefined : 'available'),
  'attachment.vpc-id': ({ vpcId }) => vpcId,
  'internet-gateway-id': ({ internetGatewayId }) => internetGatewayId,
  'owner-id': ({ ownerId }) => ownerId,
};

const tagsOf =
  (world: World, call: Call) =>
  ({ internetGatewayId }: InternetGateway): Tags =>
    world.ec2.tagsOf(internetGatewayId, call.accountId);

/** The filter calls a live attachment `available`, its type in the API's model `attached`. */
const describeGateway = (world: World, call: Call, gateway: InternetGateway): ec2.InternetGateway => ({
  InternetGatewayId: gateway.internetGatewayId,
  OwnerId: gateway.ownerId,
  Attachments: gateway.vpcId === undefined ? [] : [{ VpcId: gateway.vpcId, State: 'attached' }],
  ...tagFields(tagsOf(world, call)(gateway)),
});
