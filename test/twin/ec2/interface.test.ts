import { REGION, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

async function withSubnet() {
  const spoke = new Spoke();
  const { VpcId } = await spoke.available();
  const { Subnet } = await spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.0.0/28' });
  const SubnetId = given(Subnet?.SubnetId);
  const listed = async (Filters: { Name: string; Values: string[] }[]) =>
    (await spoke.api.describeNetworkInterfaces({ Filters })).NetworkInterfaces;
  return { spoke, VpcId, SubnetId, listed };
}

test('an interface takes an address of its subnet, and is listed by its VPC until it is deleted', async () => {
  const { spoke, VpcId, SubnetId, listed } = await withSubnet();
  const { NetworkInterface } = await spoke.api.createNetworkInterface({ SubnetId, Description: 'a server' });
  const ofVpc = [{ Name: 'vpc-id', Values: [VpcId] }];
  expect(await listed(ofVpc)).toMatchObject([{ SubnetId, InterfaceType: 'interface', RequesterManaged: false }]);
  expect((await spoke.api.describeSubnets({ SubnetIds: [SubnetId] })).Subnets).toMatchObject([
    { AvailableIpAddressCount: 10 },
  ]);
  expect(await codeOf(spoke.api.deleteSubnet({ SubnetId }))).toBe('DependencyViolation');
  await spoke.api.deleteNetworkInterface({ NetworkInterfaceId: given(NetworkInterface?.NetworkInterfaceId) });
  expect(await listed(ofVpc)).toEqual([]);
});

test('an interface of an endpoint is managed by AWS, and nobody deletes it', async () => {
  const { spoke, VpcId, SubnetId, listed } = await withSubnet();
  await spoke.api.createVpcEndpoint({
    ...{ VpcId, ServiceName: `com.amazonaws.${REGION}.ecr.api`, VpcEndpointType: 'Interface' },
    ...{ SubnetIds: [SubnetId], PrivateDnsEnabled: false },
  });
  const [found] = given(await listed([{ Name: 'requester-managed', Values: ['true'] }]));
  expect(found).toMatchObject({ VpcId, InterfaceType: 'vpc_endpoint' });
  expect(await listed([{ Name: 'requester-managed', Values: ['false'] }])).toEqual([]);
  const NetworkInterfaceId = given(found?.NetworkInterfaceId);
  expect(await codeOf(spoke.api.deleteNetworkInterface({ NetworkInterfaceId }))).toBe('InvalidParameterValue');
  expect(await codeOf(spoke.api.deleteNetworkInterface({ NetworkInterfaceId: 'eni-00000000' }))).toBe(
    'InvalidNetworkInterfaceID.NotFound',
  );
});
