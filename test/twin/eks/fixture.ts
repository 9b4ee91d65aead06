import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, EKSClient, type CreateClusterCommandInput } from '@aws-sdk/client-eks';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { World } from '../world';

const CLUSTER_ROLE = 'eks-control-plane';

/** An account that can have clusters: a VPC with subnets in two zones, and a role that EKS may assume. */
export async function clusterGround(world: World, accountId: string, region: string) {
  const config = world.config(world.administrator(accountId), region);
  const ec2 = new EC2Client(config);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.99.0.0/16' }));
  const subnetIds: string[] = [];
  for (const [index, zone] of ['a', 'b'].entries()) {
    const subnet = { VpcId: Vpc?.VpcId, CidrBlock: `10.99.${index}.0/24`, AvailabilityZone: `${region}${zone}` };
    const { Subnet } = await ec2.send(new CreateSubnetCommand(subnet));
    subnetIds.push(Subnet?.SubnetId ?? '');
  }
  const trust = { Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' };
  if (!world.iam.roleNamed(accountId, CLUSTER_ROLE))
    await new IAMClient(config).send(
      new CreateRoleCommand({
        RoleName: CLUSTER_ROLE,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    );
  const eks = new EKSClient(config);
  const roleArn = `arn:aws:iam::${accountId}:role/${CLUSTER_ROLE}`;
  return {
    eks,
    subnetIds,
    roleArn,
    create: (name: string, more: Partial<CreateClusterCommandInput> = {}) =>
      eks.send(new CreateClusterCommand({ name, roleArn, resourcesVpcConfig: { subnetIds }, ...more })),
  };
}
