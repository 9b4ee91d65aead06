import * as z from 'zod';
import { digest } from '../../ids';
import type { JsonObject } from '../../json';
import { AwsError } from '../../wire/errors';
import { alreadyExists } from '../failure';
import { resource, type Made, type ResourceType, type Scope } from '../resource-type';

/**
 * A type that the twin has no service for: kept as it is declared, its properties checked for their names alone. `inUse`
 * throws where another resource still needs it.
 */
function declared(
  names: readonly string[],
  made: (properties: JsonObject, scope: Scope) => Made,
  inUse: (ref: string, scope: Scope) => void = () => undefined,
): ResourceType {
  const anything = z.json().optional();
  const schema = z.strictObject(Object.fromEntries(names.map((name) => [name, anything])));
  const make = (properties: z.infer<typeof schema>, scope: Scope): Made => made(properties, scope);
  return resource(schema, {
    create: make,
    update: ({ current: { ref, attributes } }) => ({ ref, attributes }),
    remove: ({ ref }, scope) => inUse(ref, scope),
  });
}

/** The name that the template or CloudFormation gives it, which nothing else of its type, account and region may have. */
const named =
  (type: string, property: string, arn: (name: string, scope: Scope) => string) =>
  (properties: JsonObject, scope: Scope): Made => {
    const given = properties[property];
    const name = typeof given === 'string' ? given : scope.generatedName;
    const { accountId, region } = scope.call;
    const others = scope.world.cloudformation.declared(type);
    if (others.some((other) => other.ref === name && other.accountId === accountId && other.region === region))
      throw alreadyExists(type, name);
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

/** EC2 deletes no security group that a network interface has, such as those of endpoints. */
function securityGroupInUse(id: string, { world, call }: Scope): void {
  const users = [...world.ec2.endpoints.of(call), ...world.resolver.endpoints.of(call)];
  if (users.some(({ securityGroupIds }) => securityGroupIds.includes(id)))
    throw new AwsError('DependencyViolation', `resource ${id} has a dependent object`);
}

/** Types without a service of the twin. A type that is neither here nor served fails the stack. */
export const DECLARED: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': declared(
    [
      ...['AlarmName', 'AlarmDescription', 'AlarmActions', 'OKActions', 'ComparisonOperator', 'Dimensions'],
      ...['EvaluationPeriods', 'DatapointsToAlarm', 'MetricName', 'Metrics', 'Namespace', 'Period', 'Statistic'],
      ...['ExtendedStatistic', 'Threshold', 'TreatMissingData', 'Unit'],
    ],
    named(
      'AWS::CloudWatch::Alarm',
      'AlarmName',
      regional('cloudwatch', (name) => `alarm:${name}`),
    ),
  ),
  'AWS::CloudWatch::Dashboard': declared(
    ['DashboardName', 'DashboardBody'],
    named(
      'AWS::CloudWatch::Dashboard',
      'DashboardName',
      (name, { call }) => `arn:aws:cloudwatch::${call.accountId}:dashboard/${name}`,
    ),
  ),
  'AWS::EC2::NetworkAcl': declared(['VpcId', 'Tags'], withId('acl', 'Id')),
  'AWS::EC2::NetworkAclEntry': declared(
    ['NetworkAclId', 'RuleNumber', 'Protocol', 'RuleAction', 'Egress', 'CidrBlock', 'PortRange'],
    nothing,
  ),
  'AWS::EC2::SecurityGroup': declared(
    ['GroupDescription', 'GroupName', 'VpcId', 'SecurityGroupIngress', 'SecurityGroupEgress', 'Tags'],
    withId('sg', 'GroupId'),
    securityGroupInUse,
  ),
  'AWS::EC2::SubnetNetworkAclAssociation': declared(['SubnetId', 'NetworkAclId'], nothing),
  'AWS::Logs::LogGroup': declared(
    ['LogGroupName', 'RetentionInDays', 'Tags'],
    named(
      'AWS::Logs::LogGroup',
      'LogGroupName',
      regional('logs', (name) => `log-group:${name}:*`),
    ),
  ),
};
