import { AccountClient } from '@aws-sdk/client-account';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { RAMClient } from '@aws-sdk/client-ram';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Route53ResolverClient } from '../resolver';
import type { ServiceClient } from './session';

/** One constant per service, so that a function bundles only the clients it uses. Global services are in us-east-1. */
const GLOBAL = 'us-east-1';

export const account: ServiceClient = {
  namespace: 'com.amazonaws.account',
  region: GLOBAL,
  create: (config) => new AccountClient(config),
};
/** Only for the StackSets: the management stack is in us-east-1, where Organizations sends its events. */
export const cloudformation: ServiceClient = {
  namespace: 'com.amazonaws.cloudformation',
  region: GLOBAL,
  create: (config) => new CloudFormationClient(config),
};
export const dynamodb: ServiceClient = {
  namespace: 'com.amazonaws.dynamodb',
  create: (config) => new DynamoDBClient(config),
};
export const ec2: ServiceClient = { namespace: 'com.amazonaws.ec2', create: (config) => new EC2Client(config) };
export const eks: ServiceClient = { namespace: 'com.amazonaws.eks', create: (config) => new EKSClient(config) };
export const eventbridge: ServiceClient = {
  namespace: 'com.amazonaws.eventbridge',
  create: (config) => new EventBridgeClient(config),
};
export const iam: ServiceClient = {
  namespace: 'com.amazonaws.iam',
  region: GLOBAL,
  create: (config) => new IAMClient(config),
};
export const organizations: ServiceClient = {
  namespace: 'com.amazonaws.organizations',
  region: GLOBAL,
  create: (config) => new OrganizationsClient(config),
};
export const ram: ServiceClient = { namespace: 'com.amazonaws.ram', create: (config) => new RAMClient(config) };
export const route53: ServiceClient = {
  namespace: 'com.amazonaws.route53',
  region: GLOBAL,
  create: (config) => new Route53Client(config),
};
export const route53resolver: ServiceClient = {
  namespace: 'com.amazonaws.route53resolver',
  create: (config) => new Route53ResolverClient(config),
};
export const s3: ServiceClient = { namespace: 'com.amazonaws.s3', create: (config) => new S3Client(config) };
export const sqs: ServiceClient = { namespace: 'com.amazonaws.sqs', create: (config) => new SQSClient(config) };
