import * as account from '@aws-sdk/client-account';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ram from '@aws-sdk/client-ram';
import * as route53 from '@aws-sdk/client-route-53';
import * as resolver from '../../lib/aws/resolver';
import type { World } from '../twin/world';

type ResolverInput = ConstructorParameters<typeof resolver.AssociateResolverQueryLogConfigCommand>[0];
type Config = ReturnType<World['config']>;
/** Makes a call with an input in JSON, which was recorded from the same command. */
type Send = (config: Config, json: string) => Promise<object | string | undefined>;

/** The calls of `calls.json`, as IAM spells them. */
export const SENDERS: Readonly<Record<string, Send>> = {
  'account:EnableRegion': (config, json) =>
    new account.AccountClient(config).send(
      new account.EnableRegionCommand(JSON.parse(json) as account.EnableRegionCommandInput),
    ),
  'cloudformation:CreateStackInstances': (config, json) =>
    new cloudformation.CloudFormationClient(config).send(
      new cloudformation.CreateStackInstancesCommand(
        JSON.parse(json) as cloudformation.CreateStackInstancesCommandInput,
      ),
    ),
  'ram:AssociateResourceShare': (config, json) =>
    new ram.RAMClient(config).send(
      new ram.AssociateResourceShareCommand(JSON.parse(json) as ram.AssociateResourceShareCommandInput),
    ),
  'ec2:AcceptTransitGatewayVpcAttachment': (config, json) =>
    new ec2.EC2Client(config).send(
      new ec2.AcceptTransitGatewayVpcAttachmentCommand(
        JSON.parse(json) as ec2.AcceptTransitGatewayVpcAttachmentCommandInput,
      ),
    ),
  'ec2:AssociateDhcpOptions': (config, json) =>
    new ec2.EC2Client(config).send(
      new ec2.AssociateDhcpOptionsCommand(JSON.parse(json) as ec2.AssociateDhcpOptionsCommandInput),
    ),
  'ec2:AssociateTransitGatewayRouteTable': (config, json) =>
    new ec2.EC2Client(config).send(
      new ec2.AssociateTransitGatewayRouteTableCommand(
        JSON.parse(json) as ec2.AssociateTransitGatewayRouteTableCommandInput,
      ),
    ),
  'ec2:CreateDhcpOptions': async (config, json) =>
    (
      await new ec2.EC2Client(config).send(
        new ec2.CreateDhcpOptionsCommand(JSON.parse(json) as ec2.CreateDhcpOptionsCommandInput),
      )
    ).DhcpOptions?.DhcpOptionsId,
  'ec2:CreateFlowLogs': (config, json) =>
    new ec2.EC2Client(config).send(new ec2.CreateFlowLogsCommand(JSON.parse(json) as ec2.CreateFlowLogsCommandInput)),
  'ec2:CreateRoute': (config, json) =>
    new ec2.EC2Client(config).send(new ec2.CreateRouteCommand(JSON.parse(json) as ec2.CreateRouteCommandInput)),
  'ec2:CreateTags': (config, json) =>
    new ec2.EC2Client(config).send(new ec2.CreateTagsCommand(JSON.parse(json) as ec2.CreateTagsCommandInput)),
  'ec2:CreateTransitGatewayVpcAttachment': async (config, json) =>
    (
      await new ec2.EC2Client(config).send(
        new ec2.CreateTransitGatewayVpcAttachmentCommand(
          JSON.parse(json) as ec2.CreateTransitGatewayVpcAttachmentCommandInput,
        ),
      )
    ).TransitGatewayVpcAttachment?.TransitGatewayAttachmentId,
  'ec2:CreateVpcEndpoint': (config, json) =>
    new ec2.EC2Client(config).send(
      new ec2.CreateVpcEndpointCommand(JSON.parse(json) as ec2.CreateVpcEndpointCommandInput),
    ),
  'ec2:EnableTransitGatewayRouteTablePropagation': (config, json) =>
    new ec2.EC2Client(config).send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand(
        JSON.parse(json) as ec2.EnableTransitGatewayRouteTablePropagationCommandInput,
      ),
    ),
  'route53:AssociateVPCWithHostedZone': (config, json) =>
    new route53.Route53Client(config).send(
      new route53.AssociateVPCWithHostedZoneCommand(JSON.parse(json) as route53.AssociateVPCWithHostedZoneCommandInput),
    ),
  'route53:CreateVPCAssociationAuthorization': (config, json) =>
    new route53.Route53Client(config).send(
      new route53.CreateVPCAssociationAuthorizationCommand(
        JSON.parse(json) as route53.CreateVPCAssociationAuthorizationCommandInput,
      ),
    ),
  'route53:DeleteVPCAssociationAuthorization': (config, json) =>
    new route53.Route53Client(config).send(
      new route53.DeleteVPCAssociationAuthorizationCommand(
        JSON.parse(json) as route53.DeleteVPCAssociationAuthorizationCommandInput,
      ),
    ),
  'route53resolver:AssociateResolverQueryLogConfig': (config, json) =>
    new resolver.Route53ResolverClient(config).send(
      new resolver.AssociateResolverQueryLogConfigCommand(JSON.parse(json) as ResolverInput),
    ),
};
