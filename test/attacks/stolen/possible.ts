import { CloudFormationClient, CreateStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';
import { AssociateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { STATUS } from '../../../lib/names';
import { REGION, theft, type Ground, type Theft } from './ground';

const spokeEc2 = (ground: Ground) => new ec2.EC2Client(ground.stolen(ground.dev, 'wheelwright-spoke-join'));

/** What SECURITY.md says that a thief can do: the same calls as those that are denied, with what the functions need. */
export const possible: readonly Theft[] = [
  theft('wheelwright-spoke-join can set the status of a VPC', (ground) =>
    spokeEc2(ground).send(
      new ec2.CreateTagsCommand({ Resources: [ground.ids.vpcId], Tags: [{ Key: STATUS, Value: 'x' }] }),
    ),
  ),
  theft('wheelwright-spoke-join can create a route to any target', (ground) =>
    spokeEc2(ground).send(
      new ec2.CreateRouteCommand({
        ...{ RouteTableId: ground.ids.routeTableId, DestinationCidrBlock: '172.16.0.0/12' },
        TransitGatewayId: ground.scene.setting.hub.transitGatewayId,
      }),
    ),
  ),
  theft('wheelwright-spoke-join can delete a flow log of ours', (ground) =>
    spokeEc2(ground).send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: [ground.ids.ourFlowLogId] })),
  ),
  theft('wheelwright-join can propagate a VPC of dev into prod', (ground) =>
    new ec2.EC2Client(ground.stolen(ground.hub, 'wheelwright-join')).send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayAttachmentId: ground.ids.attachmentId,
        TransitGatewayRouteTableId: ground.scene.setting.hub.routeTableIds['prod'],
      }),
    ),
  ),
  theft('wheelwright-enroll can share the hub with an account', (ground) =>
    new RAMClient(ground.stolen(ground.hub, 'wheelwright-enroll')).send(
      new AssociateResourceShareCommand({
        resourceShareArn: ground.scene.setting.hub.resourceShareArns[0] ?? '',
        principals: [ground.scene.account('staging')],
      }),
    ),
  ),
  theft('wheelwright-enroll can deploy our rules to an OU of a segment', (ground) =>
    new CloudFormationClient(ground.stolen(ground.management, 'wheelwright-enroll', 'us-east-1')).send(
      new CreateStackInstancesCommand({
        ...{ StackSetName: 'wheelwright-rules', Regions: [REGION] },
        DeploymentTargets: {
          ...{ OrganizationalUnitIds: [ground.unit('Workloads/Dev')], Accounts: [ground.dev] },
          AccountFilterType: 'INTERSECTION',
        },
      }),
    ),
  ),
];
