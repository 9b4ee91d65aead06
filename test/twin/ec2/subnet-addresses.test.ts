import type { CreateVpcEndpointRequest } from '@aws-sdk/client-ec2';
import { leaveFreeAddresses } from './subnet-addresses';
import { REGION, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

const FULL = 'InsufficientFreeAddressesInSubnet';

/** A spoke with a VPC of two /28 subnets, and a transit gateway that is shared with it. */
async function withSubnets() {
  const spoke = new Spoke();
  const TransitGatewayId = await spoke.transitGateway();
  await spoke.shareTransitGateway(TransitGatewayId);
  const { VpcId } = await spoke.available();
  const subnet = async (zone: string, CidrBlock: string) =>
    given((await spoke.api.createSubnet({ VpcId, CidrBlock, AvailabilityZone: REGION + zone })).Subnet?.SubnetId);
  const [a, b] = [await subnet('a', '10.1.0.0/28'), await subnet('b', '10.1.0.16/28')];
  const attach = (SubnetIds: string[]) =>
    spoke.api.createTransitGatewayVpcAttachment({ TransitGatewayId, VpcId, SubnetIds });
  const endpoint: CreateVpcEndpointRequest = {
    ...{ VpcId, ServiceName: `com.amazonaws.${REGION}.ecr.api`, VpcEndpointType: 'Interface' },
    ...{ SubnetIds: [a], PrivateDnsEnabled: false },
  };
  const free = async (): Promise<(number | undefined)[]> => {
    const { Subnets } = await spoke.api.describeSubnets({ SubnetIds: [a, b] });
    return [a, b].map((id) => Subnets?.find(({ SubnetId }) => SubnetId === id)?.AvailableIpAddressCount);
  };
  return { spoke, a, b, attach, endpoint, free };
}

describe('the free addresses of a subnet', () => {
  test('are one fewer for each attachment and interface endpoint in it, until that is deleted', async () => {
    const { spoke, a, b, attach, endpoint, free } = await withSubnets();
    expect(await free()).toEqual([11, 11]);
    const { TransitGatewayVpcAttachment } = await attach([a, b]);
    expect(await free()).toEqual([10, 10]);
    const { VpcEndpoint } = await spoke.api.createVpcEndpoint(endpoint);
    expect(await free()).toEqual([9, 10]);
    await spoke.api.deleteVpcEndpoints({ VpcEndpointIds: [given(VpcEndpoint?.VpcEndpointId)] });
    await spoke.rest();
    await spoke.accept(given(TransitGatewayVpcAttachment?.TransitGatewayAttachmentId));
    await spoke.api.deleteTransitGatewayVpcAttachment({
      TransitGatewayAttachmentId: TransitGatewayVpcAttachment?.TransitGatewayAttachmentId,
    });
    await spoke.rest();
    expect(await free()).toEqual([11, 11]);
  });

  test('are found by the filter available-ip-address-count', async () => {
    const { spoke, a } = await withSubnets();
    leaveFreeAddresses(spoke.world, a, 3);
    const Filters = [{ Name: 'available-ip-address-count', Values: ['3'] }];
    expect((await spoke.api.describeSubnets({ Filters })).Subnets).toMatchObject([{ SubnetId: a }]);
  });
});

describe('a subnet without a free address', () => {
  test('has no attachment, also beside a subnet that has some', async () => {
    const { spoke, a, b, attach, free } = await withSubnets();
    leaveFreeAddresses(spoke.world, a, 0);
    await expect(attach([b, a])).rejects.toMatchObject({
      name: FULL,
      message: 'Insufficient Free IP Addresses in subnet.',
    });
    expect(await free()).toEqual([0, 11]);
    expect((await spoke.api.describeTransitGatewayVpcAttachments({})).TransitGatewayVpcAttachments).toEqual([]);
    leaveFreeAddresses(spoke.world, a, 1);
    expect(await codeOf(attach([b, a]))).toBe('none');
    expect(await free()).toEqual([0, 10]);
  });

  test('is not added to an attachment, and an attachment in it can be modified', async () => {
    const { spoke, a, b, attach } = await withSubnets();
    const { TransitGatewayVpcAttachment } = await attach([a]);
    const TransitGatewayAttachmentId = given(TransitGatewayVpcAttachment?.TransitGatewayAttachmentId);
    await spoke.rest();
    await spoke.accept(TransitGatewayAttachmentId);
    for (const id of [a, b]) leaveFreeAddresses(spoke.world, id, 0);
    const modify = (change: object) =>
      codeOf(spoke.api.modifyTransitGatewayVpcAttachment({ TransitGatewayAttachmentId, ...change }));
    expect(await modify({ AddSubnetIds: [b] })).toBe(FULL);
    expect((await spoke.attachment(spoke.spoke, TransitGatewayAttachmentId)).SubnetIds).toEqual([a]);
    expect(await modify({ Options: { Ipv6Support: 'enable' } })).toBe('none');
    await spoke.rest();
    leaveFreeAddresses(spoke.world, b, 1);
    expect(await modify({ AddSubnetIds: [b] })).toBe('none');
  });

  test('refuses the second attachment of its VPC as the duplicate that it is', async () => {
    const { spoke, a, attach } = await withSubnets();
    leaveFreeAddresses(spoke.world, a, 1);
    await attach([a]);
    expect(await codeOf(attach([a]))).toBe('DuplicateTransitGatewayAttachment');
  });

  test('has no interface endpoint', async () => {
    const { spoke, a, b, endpoint, free } = await withSubnets();
    for (let count = 11; count > 0; count--) await spoke.api.createVpcEndpoint(endpoint);
    expect(await free()).toEqual([0, 11]);
    expect(await codeOf(spoke.api.createVpcEndpoint(endpoint))).toBe(FULL);
    const { VpcEndpoint } = await spoke.api.createVpcEndpoint({ ...endpoint, SubnetIds: [b] });
    const VpcEndpointId = given(VpcEndpoint?.VpcEndpointId);
    expect(await codeOf(spoke.api.modifyVpcEndpoint({ VpcEndpointId, AddSubnetIds: [a] }))).toBe(FULL);
    expect(await codeOf(spoke.api.modifyVpcEndpoint({ VpcEndpointId, AddSubnetIds: [b] }))).toBe('none');
    expect(await free()).toEqual([0, 10]);
  });
});
