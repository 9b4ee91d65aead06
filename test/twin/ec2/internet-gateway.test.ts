import { HUB, SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

async function withGateway() {
  const spoke = new Spoke();
  const { VpcId } = await spoke.available();
  const newGateway = async () => given((await spoke.api.createInternetGateway({})).InternetGateway?.InternetGatewayId);
  const InternetGatewayId = await newGateway();
  return { spoke, VpcId, InternetGatewayId, newGateway };
}

test('an internet gateway is attached to one VPC, and a VPC has one', async () => {
  const { spoke, VpcId, InternetGatewayId, newGateway } = await withGateway();
  const other = await spoke.available('10.2.0.0/16');
  const second = await newGateway();
  const attach = (gateway: string, vpc: string) =>
    codeOf(spoke.api.attachInternetGateway({ InternetGatewayId: gateway, VpcId: vpc }));
  expect(await attach(InternetGatewayId, VpcId)).toBe('none');
  expect(await attach(InternetGatewayId, other.VpcId)).toBe('Resource.AlreadyAssociated');
  expect(await attach(second, VpcId)).toBe('InvalidParameterValue');
  const { InternetGateways } = await spoke.api.describeInternetGateways({
    Filters: [{ Name: 'attachment.vpc-id', Values: [VpcId] }],
  });
  expect(InternetGateways).toMatchObject([{ InternetGatewayId, OwnerId: SPOKE, Attachments: [{ VpcId }] }]);
});

test('an internet gateway goes after it is detached, from the VPC that it is attached to', async () => {
  const { spoke, VpcId, InternetGatewayId } = await withGateway();
  const other = await spoke.available('10.2.0.0/16');
  await spoke.api.attachInternetGateway({ InternetGatewayId, VpcId });
  const remove = () => codeOf(spoke.api.deleteInternetGateway({ InternetGatewayId }));
  expect(await remove()).toBe('DependencyViolation');
  expect(await codeOf(spoke.api.detachInternetGateway({ InternetGatewayId, VpcId: other.VpcId }))).toBe(
    'Gateway.NotAttached',
  );
  await spoke.api.detachInternetGateway({ InternetGatewayId, VpcId });
  expect(await remove()).toBe('none');
  expect(await remove()).toBe('InvalidInternetGatewayID.NotFound');
});

test('an internet gateway of another account does not exist', async () => {
  const { spoke, InternetGatewayId } = await withGateway();
  const { Vpc } = await spoke.of(HUB).createVpc({ CidrBlock: '10.0.0.0/16' });
  const input = { InternetGatewayId, VpcId: given(Vpc?.VpcId) };
  expect(await codeOf(spoke.hubApi.attachInternetGateway(input))).toBe('InvalidInternetGatewayID.NotFound');
});

test('a region has five internet gateways, that of the default VPC among them', async () => {
  const { spoke, newGateway } = await withGateway();
  for (let n = 3; n <= 5; n++) await newGateway();
  expect(await codeOf(spoke.api.createInternetGateway({}))).toBe('InternetGatewayLimitExceeded');
});
