import * as ec2 from '@aws-sdk/client-ec2';
import { CloseAccountCommand, MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { attachmentsOfVpc } from '../../twin/ec2/tgw-lookups';
import { subnetCidr } from '../../world/subnets';
import type { Land } from './land';
import { TAG } from './rules';

/** Whether AWS accepts the call: a person who is refused tries again, or leaves it. */
export async function accepted(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && '$fault' in error) return false;
    throw error;
  }
}

/** A VPC with DNS host names, a subnet in each zone given by its letter, and a route table beside the main one. */
export async function createVpc(land: Land, accountId: string, cidr: string, zones = 'ab'): Promise<string> {
  const client = land.ec2(accountId);
  const { Vpc: { VpcId = '' } = {} } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  for (const zone of zones)
    await client.send(
      new ec2.CreateSubnetCommand({
        VpcId,
        CidrBlock: subnetCidr(cidr, zone),
        AvailabilityZone: `${land.region}${zone}`,
      }),
    );
  await client.send(new ec2.CreateRouteTableCommand({ VpcId }));
  return VpcId;
}

export async function tag(land: Land, vpcId: string, value: string): Promise<boolean> {
  const Tags = [{ Key: TAG.join, Value: value }];
  return accepted(land.ec2(ownerOf(land, vpcId)).send(new ec2.CreateTagsCommand({ Resources: [vpcId], Tags })));
}

export async function untag(land: Land, vpcId: string, Key: string = TAG.join): Promise<boolean> {
  const request = new ec2.DeleteTagsCommand({ Resources: [vpcId], Tags: [{ Key }] });
  return accepted(land.ec2(ownerOf(land, vpcId)).send(request));
}

const ownerOf = ({ world }: Land, vpcId: string): string => world.ec2.vpc(vpcId)?.ownerId ?? '';

/** Deletes the VPC's attachment, endpoints, subnets and route tables, and then the VPC, as far as AWS lets it now. Returns whether the VPC is gone. */
export async function deleteVpc(land: Land, vpcId: string): Promise<boolean> {
  const { world } = land;
  const vpc = world.ec2.vpc(vpcId);
  if (!vpc) return true;
  const client = land.ec2(vpc.ownerId);
  for (const { attachmentId } of attachmentsOfVpc(world, vpcId))
    await accepted(
      client.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachmentId })),
    );
  const scope = { accountId: vpc.ownerId, region: vpc.region };
  const endpoints = world.ec2.endpoints.of(scope).filter((each) => each.vpcId === vpcId);
  if (endpoints.length > 0)
    await accepted(
      client.send(
        new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: endpoints.map(({ vpcEndpointId }) => vpcEndpointId) }),
      ),
    );
  for (const { subnetId } of world.ec2.subnetsOf(vpc))
    await accepted(client.send(new ec2.DeleteSubnetCommand({ SubnetId: subnetId })));
  for (const { routeTableId } of world.ec2.routeTablesOf(vpc).filter((table) => table.associations.length === 0))
    await accepted(client.send(new ec2.DeleteRouteTableCommand({ RouteTableId: routeTableId })));
  await accepted(client.send(new ec2.DeleteVpcCommand({ VpcId: vpcId })));
  return world.ec2.vpc(vpcId) === undefined;
}

export const organizations = ({ world, setting }: Land): OrganizationsClient =>
  new OrganizationsClient(
    world.config(world.administrator(setting.landingZone.organization.managementAccountId), 'us-east-1'),
  );

/** Moves an account to an OU, given by its path below the root, or to the root. */
export async function moveAccount(land: Land, accountId: string, path: string): Promise<boolean> {
  const { rootId, organizationalUnits } = land.setting.organization;
  const request = new MoveAccountCommand({
    AccountId: accountId,
    SourceParentId: land.world.organizations.account(accountId)?.parentId,
    DestinationParentId: path === '' ? rootId : organizationalUnits[path],
  });
  return accepted(organizations(land).send(request));
}

export const closeAccount = (land: Land, accountId: string): Promise<boolean> =>
  accepted(organizations(land).send(new CloseAccountCommand({ AccountId: accountId })));

/** The roles of the automation in a spoke are removed, whatever protects them. */
export function removeRoles({ world }: Land, accountId: string): void {
  for (const role of world.iam.rolesIn(accountId))
    if (role.name.startsWith('wheelwright-spoke-')) world.iam.removeRole(role);
}
