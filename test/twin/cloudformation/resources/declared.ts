import * as z from 'zod';
import { digest } from '../../ids';
import type { JsonObject } from '../../json';
import { resource, type Made, type ResourceType, type Scope } from '../resource-type';

/** A type that the twin has no service for: kept as it is declared, its properties checked for their names alone. */
function declared(names: readonly string[], made: (properties: JsonObject, scope: Scope) => Made): ResourceType {
  const anything = z.json().optional();
  const schema = z.strictObject(Object.fromEntries(names.map((name) => [name, anything])));
  const make = (properties: z.infer<typeof schema>, scope: Scope): Made => made(properties, scope);
  return resource(schema, {
    create: make,
    update: ({ properties }, scope) => make(properties, scope),
    remove: () => undefined,
  });
}

/** The name that the template or CloudFormation gives it. */
const named =
  (property: string, arn: (name: string, scope: Scope) => string) =>
  (properties: JsonObject, scope: Scope): Made => {
    const given = properties[property];
    const name = typeof given === 'string' ? given : scope.generatedName;
    return { ref: name, attributes: { Arn: arn(name, scope) } };
  };

const regional =
  (service: string, resource: (name: string) => string) =>
  (name: string, { call }: Scope): string =>
    `arn:aws:${service}:${call.region}:${call.accountId}:${resource(name)}`;

/** An id as EC2's, stable for one resource of one stack. */
const withId =
  (prefix: string, attribute: string) =>
  (_properties: JsonObject, { generatedName }: Scope): Made => {
    const id = `${prefix}-0${digest(16, generatedName)}`;
    return { ref: id, attributes: { [attribute]: id } };
  };

const nothing = (_properties: JsonObject, { generatedName }: Scope): Made => ({ ref: generatedName, attributes: {} });

/** Types without a service of the twin. A type that is neither here nor served fails the stack. */
export const DECLARED: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': declared(
    [
      ...['AlarmName', 'AlarmDescription', 'AlarmActions', 'OKActions', 'ComparisonOperator', 'Dimensions'],
      ...['EvaluationPeriods', 'DatapointsToAlarm', 'MetricName', 'Metrics', 'Namespace', 'Period', 'Statistic'],
      ...['ExtendedStatistic', 'Threshold', 'TreatMissingData', 'Unit'],
    ],
    named(
      'AlarmName',
      regional('cloudwatch', (name) => `alarm:${name}`),
    ),
  ),
  'AWS::CloudWatch::Dashboard': declared(
    ['DashboardName', 'DashboardBody'],
    named('DashboardName', (name, { call }) => `arn:aws:cloudwatch::${call.accountId}:dashboard/${name}`),
  ),
  'AWS::EC2::NetworkAcl': declared(['VpcId', 'Tags'], withId('acl', 'Id')),
  'AWS::EC2::NetworkAclEntry': declared(
    ['NetworkAclId', 'RuleNumber', 'Protocol', 'RuleAction', 'Egress', 'CidrBlock', 'PortRange'],
    nothing,
  ),
  'AWS::EC2::SecurityGroup': declared(
    ['GroupDescription', 'GroupName', 'VpcId', 'SecurityGroupIngress', 'SecurityGroupEgress', 'Tags'],
    withId('sg', 'GroupId'),
  ),
  'AWS::EC2::SubnetNetworkAclAssociation': declared(['SubnetId', 'NetworkAclId'], nothing),
  'AWS::Logs::LogGroup': declared(
    ['LogGroupName', 'RetentionInDays', 'Tags'],
    named(
      'LogGroupName',
      regional('logs', (name) => `log-group:${name}:*`),
    ),
  ),
  'AWS::SNS::Subscription': declared(['TopicArn', 'Protocol', 'Endpoint'], nothing),
};
