import { CreateVpcEndpointCommand, DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import type { EnrolledWorld } from '../world/enrolled';
import type { VpcPlan } from '../world/people';

/** Creates a VPC that has what the landing zone demands before it joins: with `s3Endpoint: require`, that endpoint. */
export async function joinableVpc(
  { people, landingZone }: EnrolledWorld,
  accountId: string,
  plan: VpcPlan,
): Promise<string> {
  const vpcId = await people.createVpc(accountId, plan);
  if (landingZone.join.s3Endpoint !== 'require') return vpcId;
  const ec2 = await people.ec2(accountId);
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpcId,
      VpcEndpointType: 'Gateway',
      ServiceName: `com.amazonaws.${landingZone.hub.region}.s3`,
      RouteTableIds: RouteTables.flatMap(({ RouteTableId }) => RouteTableId ?? []),
    }),
  );
  return vpcId;
}
