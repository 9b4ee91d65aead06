import { TemplateFailure } from '../failure';
import type { ResourceType } from '../resource-type';
import { bucket, bucketPolicy } from './bucket';
import { DECLARED } from './declared';
import { archive, eventBus } from './event-bus';
import { eventSourceMapping, lambdaFunction, permission } from './function';
import { hostedZone, queryLoggingConfig, queryLoggingConfigAssociation, resolverEndpoint } from './dns';
import { oidcProvider } from './oidc-provider';
import { organizationsPolicy } from './organizations-policy';
import { parameter } from './parameter';
import { prefixList } from './prefix-list';
import { queue, queuePolicy } from './queue';
import { repository } from './repository';
import { role } from './role';
import { rule } from './rule';
import { resourceShare } from './share';
import { stackSet } from './stack-set';
import { table } from './table';
import { subscription, topic, topicPolicy } from './topic';
import { trail } from './trail';
import * as gateway from './transit-gateway';
import * as vpc from './vpc';

/** What stacks and StackSets make. */
const TYPES: Readonly<Record<string, ResourceType>> = {
  ...DECLARED,
  'AWS::CloudFormation::StackSet': stackSet,
  'AWS::CloudTrail::Trail': trail,
  'AWS::DynamoDB::Table': table,
  'AWS::EC2::PrefixList': prefixList,
  'AWS::EC2::Route': vpc.route,
  'AWS::EC2::RouteTable': vpc.routeTable,
  'AWS::EC2::Subnet': vpc.subnet,
  'AWS::EC2::SubnetRouteTableAssociation': vpc.subnetRouteTableAssociation,
  'AWS::EC2::TransitGateway': gateway.transitGateway,
  'AWS::EC2::TransitGatewayRoute': gateway.transitGatewayRoute,
  'AWS::EC2::TransitGatewayRouteTable': gateway.transitGatewayRouteTable,
  'AWS::EC2::TransitGatewayRouteTableAssociation': gateway.transitGatewayRouteTableAssociation,
  'AWS::EC2::TransitGatewayRouteTablePropagation': gateway.transitGatewayRouteTablePropagation,
  'AWS::EC2::TransitGatewayVpcAttachment': gateway.transitGatewayVpcAttachment,
  'AWS::EC2::VPC': vpc.vpc,
  'AWS::EC2::VPCEndpoint': vpc.vpcEndpoint,
  'AWS::ECR::Repository': repository,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::IAM::OIDCProvider': oidcProvider,
  'AWS::IAM::Role': role,
  'AWS::Organizations::Policy': organizationsPolicy,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::RAM::ResourceShare': resourceShare,
  'AWS::Route53::HostedZone': hostedZone,
  'AWS::Route53Resolver::ResolverEndpoint': resolverEndpoint,
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': queryLoggingConfig,
  'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation': queryLoggingConfigAssociation,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SSM::Parameter': parameter,
};

/** Throws for a type that the twin cannot make. */
export function resourceType(type: string): ResourceType {
  const found = TYPES[type];
  if (!found) throw new TemplateFailure(`Template format error: Unrecognized resource types: [${type}]`);
  return found;
}
