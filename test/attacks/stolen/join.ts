import * as ec2 from '@aws-sdk/client-ec2';
import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateServiceLinkedRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateVPCAssociationAuthorizationCommand,
  GetHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { AssociateResolverQueryLogConfigCommand, Route53ResolverClient } from '@aws-sdk/client-route53resolver';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { queueUrl } from '../../../lib/landing-zone';
import { ADMISSIONS_TABLE, CIDRS, JOIN, LEDGER_TABLE, MANAGED, MEMBER, STATUS } from '../../../lib/names';
import { noId, REGION, theft, type Ground, type Theft } from './ground';

const inSpoke = (ground: Ground, region?: string) => ground.stolen(ground.dev, 'wheelwright-spoke-join', region);
const spokeEc2 = (ground: Ground, region?: string) => new ec2.EC2Client(inSpoke(ground, region));
const tag = (ground: Ground, id: string, ...keys: readonly string[]) =>
  spokeEc2(ground).send(
    new ec2.CreateTagsCommand({ Resources: [id], Tags: keys.map((Key) => ({ Key, Value: 'true' })) }),
  );
const untag = (ground: Ground, id: string, ...keys: readonly string[]) =>
  spokeEc2(ground).send(
    new ec2.DeleteTagsCommand({
      Resources: [id],
      ...(keys.length > 0 ? { Tags: keys.map((Key) => ({ Key })) } : {}),
    }),
  );
const attachTo = (gateway: (ground: Ground) => string) => (ground: Ground) =>
  spokeEc2(ground).send(
    new ec2.CreateTransitGatewayVpcAttachmentCommand({
      ...{ TransitGatewayId: gateway(ground), VpcId: ground.ids.vpcId, SubnetIds: [ground.ids.subnetId] },
    }),
  );
/** First the mark, whose refusal is no end of the attack, then the call that the mark would open. */
const markThen =
  (id: (ground: Ground) => string, call: (ground: Ground) => Promise<unknown>) => async (ground: Ground) => {
    await tag(ground, id(ground), MANAGED).catch(() => undefined);
    return call(ground);
  };

export const spokeJoin: readonly Theft[] = [
  theft(
    'attach a VPC to a transit gateway of another account',
    attachTo(({ ids }) => ids.foreignGatewayId),
  ),
  theft(
    'attach a VPC to a transit gateway of the account itself',
    attachTo(({ ids }) => ids.ownGatewayId),
  ),
  theft(
    'attach a VPC to a transit gateway that does not exist',
    attachTo(() => noId('tgw')),
  ),
  ...(
    ['teamOptionsId', 'teamEndpointId', 'teamFlowLogId', 'subnetId', 'routeTableId', 'attachmentId'] as const
  ).flatMap((id) => [
    theft(`mark a resource as managed (${id})`, (ground) => tag(ground, ground.ids[id], MANAGED)),
    theft(`give a resource the status of a VPC (${id})`, (ground) => tag(ground, ground.ids[id], STATUS)),
  ]),
  ...[[MANAGED], [JOIN], ['Name'], [STATUS, 'Name'], [MEMBER, MANAGED], [STATUS.toUpperCase()]].map((keys) =>
    theft(`set ${keys.join(' and ')} on a VPC`, (ground) => tag(ground, ground.ids.vpcId, ...keys)),
  ),
  ...[[], [JOIN], [STATUS, 'Name']].map((keys) =>
    theft(`remove ${keys.join(' and ') || 'all tags'} from a VPC`, (ground) =>
      untag(ground, ground.ids.vpcId, ...keys),
    ),
  ),
  theft('remove the mark from a flow log of ours', (ground) => untag(ground, ground.ids.ourFlowLogId, MANAGED)),
  theft(
    "mark, then delete, a team's flow log",
    markThen(
      ({ ids }) => ids.teamFlowLogId,
      (ground) => spokeEc2(ground).send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: [ground.ids.teamFlowLogId] })),
    ),
  ),
  theft(
    "mark, then delete, a team's DHCP options",
    markThen(
      ({ ids }) => ids.teamOptionsId,
      (ground) => spokeEc2(ground).send(new ec2.DeleteDhcpOptionsCommand({ DhcpOptionsId: ground.ids.teamOptionsId })),
    ),
  ),
  theft(
    "mark, then change, a team's endpoint",
    markThen(
      ({ ids }) => ids.teamEndpointId,
      (ground) =>
        spokeEc2(ground).send(
          new ec2.ModifyVpcEndpointCommand({
            ...{ VpcEndpointId: ground.ids.teamEndpointId, AddRouteTableIds: [ground.ids.routeTableId] },
          }),
        ),
    ),
  ),
  ...[`com.amazonaws.${REGION}.dynamodb`, 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0'].map(
    (ServiceName) =>
      theft(`create an endpoint for ${ServiceName}`, (ground) =>
        spokeEc2(ground).send(
          new ec2.CreateVpcEndpointCommand({ VpcId: ground.ids.vpcId, VpcEndpointType: 'Gateway', ServiceName }),
        ),
      ),
  ),
  theft('send DNS queries to a query log config of another account', (ground) =>
    new Route53ResolverClient(inSpoke(ground)).send(
      new AssociateResolverQueryLogConfigCommand({
        ...{ ResolverQueryLogConfigId: 'rqlc-0123456789abcdef', ResourceId: ground.ids.vpcId },
      }),
    ),
  ),
  theft('create a service-linked role of another service', (ground) =>
    new IAMClient(inSpoke(ground)).send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'eks.amazonaws.com' })),
  ),
  ...['us-west-2', 'eu-west-1'].map((region) =>
    theft(`read VPCs in ${region}, which the config does not govern`, (ground) =>
      spokeEc2(ground, region).send(new ec2.DescribeVpcsCommand({})),
    ),
  ),
  theft('delete a VPC', (ground) => spokeEc2(ground).send(new ec2.DeleteVpcCommand({ VpcId: ground.ids.vpcId }))),
];

const inHub = (ground: Ground) => ground.stolen(ground.hub, 'wheelwright-join');
const hubEc2 = (ground: Ground) => new ec2.EC2Client(inHub(ground));
const hubTag = (ground: Ground, id: string, Key: string) =>
  hubEc2(ground).send(new ec2.CreateTagsCommand({ Resources: [id], Tags: [{ Key, Value: 'true' }] }));
const assume = (ground: Ground, accountId: string, role: string) =>
  new STSClient(inHub(ground)).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/${role}`, RoleSessionName: 'thief' }),
  );

export const hubJoin: readonly Theft[] = [
  theft('set another tag on an attachment', (ground) => hubTag(ground, ground.ids.attachmentId, 'Owner')),
  ...(['otherTableId', 'gateway'] as const).map((id) =>
    theft(`tag a resource of the hub that is no attachment (${id})`, (ground) =>
      hubTag(ground, id === 'gateway' ? ground.scene.setting.hub.transitGatewayId : ground.ids[id], CIDRS),
    ),
  ),
  ...(['dev', 'prod'] as const).map((segment) =>
    theft(`create a static route to an attachment (${segment})`, (ground) =>
      hubEc2(ground).send(
        new ec2.CreateTransitGatewayRouteCommand({
          ...{ DestinationCidrBlock: '10.3.0.0/16', TransitGatewayAttachmentId: ground.ids.attachmentId },
          TransitGatewayRouteTableId: ground.scene.setting.hub.routeTableIds[segment],
        }),
      ),
    ),
  ),
  theft('propagate an attachment into a route table that is no segment’s', (ground) =>
    hubEc2(ground).send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand({
        ...{ TransitGatewayAttachmentId: ground.ids.attachmentId, TransitGatewayRouteTableId: ground.ids.otherTableId },
      }),
    ),
  ),
  theft('associate an attachment with a route table that is no segment’s', (ground) =>
    hubEc2(ground).send(
      new ec2.AssociateTransitGatewayRouteTableCommand({
        ...{ TransitGatewayAttachmentId: ground.ids.attachmentId, TransitGatewayRouteTableId: ground.ids.otherTableId },
      }),
    ),
  ),
  theft('authorize a VPC for a private zone that is not in the config', (ground) =>
    new Route53Client(inHub(ground)).send(
      new CreateVPCAssociationAuthorizationCommand({
        ...{ HostedZoneId: ground.ids.otherZoneId, VPC: { VPCId: ground.ids.vpcId, VPCRegion: 'ap-southeast-3' } },
      }),
    ),
  ),
  theft('authorize a VPC of a region that is not governed', (ground) =>
    new Route53Client(inHub(ground)).send(
      new CreateVPCAssociationAuthorizationCommand({
        HostedZoneId: Object.values(ground.scene.setting.hub.zoneIds)[0] ?? '',
        VPC: { VPCId: ground.ids.vpcId, VPCRegion: 'us-west-2' },
      }),
    ),
  ),
  theft('read a private zone that is not in the config', (ground) =>
    new Route53Client(inHub(ground)).send(new GetHostedZoneCommand({ Id: ground.ids.otherZoneId })),
  ),
  theft('delete the transit gateway', (ground) =>
    hubEc2(ground).send(
      new ec2.DeleteTransitGatewayCommand({ TransitGatewayId: ground.scene.setting.hub.transitGatewayId }),
    ),
  ),
  theft('assume the role of enroll in the management account', (ground) =>
    assume(ground, ground.management, 'wheelwright-enroll'),
  ),
  theft('assume the role of grant-pull in a spoke', (ground) =>
    assume(ground, ground.dev, 'wheelwright-spoke-grant-pull'),
  ),
  theft('assume an administrator’s role in a spoke', (ground) =>
    assume(ground, ground.dev, 'OrganizationAccountAccessRole'),
  ),
  theft('read every admission record at once', (ground) =>
    new DynamoDBClient(inHub(ground)).send(new ScanCommand({ TableName: ADMISSIONS_TABLE })),
  ),
  theft('delete from the ledger', (ground) =>
    new DynamoDBClient(inHub(ground)).send(
      new DeleteItemCommand({ TableName: LEDGER_TABLE, Key: { pk: { S: 'x' }, sk: { S: 'y' } } }),
    ),
  ),
  theft('wake grant-pull', (ground) =>
    new SQSClient(inHub(ground)).send(
      new SendMessageCommand({
        ...{ QueueUrl: queueUrl(ground.scene.setting.landingZone, 'grant-pull'), MessageBody: '{}' },
        ...{ MessageGroupId: 'x', MessageDeduplicationId: 'x' },
      }),
    ),
  ),
];
