import { isDeepStrictEqual } from 'node:util';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { createOnlyPaths } from '../../twin/cloudformation/replacement';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: Json };
  readonly DeletionPolicy?: string;
}
type Resources = Readonly<Record<string, TemplateResource>>;

/** A resource that an upgrade must leave in place. */
interface Stateful {
  readonly type: string;
  /** Whether CloudFormation keeps it when it is removed from the template. */
  readonly retained: boolean;
  /** The values of the properties whose change replaces the resource, by path. Absent properties are left out. */
  readonly createOnly: Readonly<Record<string, Json>>;
  /** The values of properties of which one update may change one only. */
  readonly oneAtATime?: Readonly<Record<string, Json>>;
}

interface StackRecord {
  readonly stackName: string;
  /** `aws://<account>/<region>` */
  readonly environment: string;
  readonly resources: Readonly<Record<string, Stateful>>;
}
/** Stacks by their id in the app, resources by their logical id. */
export type Release = Readonly<Record<string, StackRecord>>;

/** Types that hold data, or that spokes and people refer to by an id from AWS. A retained resource is stateful too. */
const HOLDS_STATE = new Set([
  'AWS::CloudFormation::StackSet',
  'AWS::CloudTrail::Trail',
  'AWS::DynamoDB::Table',
  'AWS::EC2::PrefixList',
  'AWS::EC2::TransitGateway',
  'AWS::EC2::TransitGatewayRouteTable',
  // An attachment has one association: CloudFormation fails to replace it, as it would create the new one first.
  'AWS::EC2::TransitGatewayRouteTableAssociation',
  'AWS::EC2::TransitGatewayVpcAttachment',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::ECR::Repository',
  'AWS::Events::Archive',
  'AWS::Events::EventBus',
  'AWS::IAM::OIDCProvider',
  'AWS::Logs::LogGroup',
  'AWS::RAM::ResourceShare',
  'AWS::Route53::HostedZone',
  'AWS::Route53Resolver::ResolverEndpoint',
  'AWS::Route53Resolver::ResolverQueryLoggingConfig',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

/**
 * Types without data of their own: a trail writes to its bucket. Such a resource may move to another stack: one deployment
 * deletes it, and the next creates it under the same name.
 */
const MAY_MOVE = new Set(['AWS::CloudTrail::Trail']);

/**
 * Properties of which AWS takes one in a call, by type. CloudFormation changes both in one, and so does its rollback
 * (cloudformation-coverage-roadmap#2377).
 */
const ONE_AT_A_TIME: Readonly<Record<string, readonly string[] | undefined>> = {
  'AWS::EC2::PrefixList': ['Entries', 'MaxEntries'],
};

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (properties: Json | undefined, path: string): Json | undefined =>
  path.split('/').reduce<Json | undefined>((value, step) => (isObject(value) ? value[step] : undefined), properties);

function statefulOf({ Type, Properties, DeletionPolicy }: TemplateResource): Stateful {
  const paths = createOnlyPaths(Type);
  if (!paths)
    throw new Error(
      `No create-only properties are recorded for ${Type}: run test/conformance/replacement.py, which reads them from CloudFormation's schemas.`,
    );
  const oneAtATime = valuesAt(Properties, ONE_AT_A_TIME[Type] ?? []);
  return {
    type: Type,
    retained: DeletionPolicy?.startsWith('Retain') ?? false,
    createOnly: valuesAt(Properties, paths),
    ...(Object.keys(oneAtATime).length > 0 ? { oneAtATime } : {}),
  };
}

const valuesAt = (properties: Json | undefined, paths: readonly string[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    paths.flatMap((path) => {
      const value = valueAt(properties, path);
      return value === undefined ? [] : [[path, value]];
    }),
  );

/** The properties that differ. */
function changedIn(before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): readonly string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.filter((path) => !isDeepStrictEqual(before[path], after[path]));
}

/** The logical ids that a value refers to. */
function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((each: Json) => references(each));
  if (!isObject(value)) return [];
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value;
  const [owner] = Array.isArray(attribute) ? (attribute as readonly Json[]) : [];
  const template = Array.isArray(sub) ? (sub as readonly Json[])[0] : sub;
  const named = typeof template === 'string' ? [...template.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name) : [];
  return [
    ...[ref, owner].filter((name) => typeof name === 'string'),
    ...named,
    ...Object.values(value).flatMap((each) => references(each)),
  ];
}

/** The stateful resources, and those that their create-only properties refer to: a replacement of one replaces the other. */
function statefulIn(resources: Resources): Record<string, Stateful> {
  const found: Record<string, Stateful> = {};
  const visit = (id: string): void => {
    const resource = resources[id];
    if (!resource || id in found) return;
    found[id] = statefulOf(resource);
    references(Object.values(found[id].createOnly)).forEach(visit);
  };
  for (const [id, { Type, DeletionPolicy }] of Object.entries(resources))
    if (HOLDS_STATE.has(Type) || DeletionPolicy?.startsWith('Retain')) visit(id);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An app's stateful resources. Stacks without any are left out. */
export const releaseOf = (assembly: CloudAssembly): Release =>
  Object.fromEntries(
    assembly.stacks
      .map(({ id, stackName, environment, template }) => {
        const { Resources } = template as { readonly Resources: Resources };
        return [id, { stackName, environment: environment.name, resources: statefulIn(Resources) }] as const;
      })
      .filter(([, { resources }]) => Object.keys(resources).length > 0),
  );

function loss(before: Stateful, after: Stateful | undefined): string | undefined {
  if (!after) return `would be ${before.retained ? 'abandoned' : 'deleted'}`;
  if (after.type !== before.type) return `would be replaced by an ${after.type}`;
  const changed = changedIn(before.createOnly, after.createOnly);
  if (changed.length > 0) return `would be replaced: ${changed.join(', ')}`;
  const together = changedIn(before.oneAtATime ?? {}, after.oneAtATime ?? {});
  if (together.length > 1) return `would change ${together.join(' and ')} in one call`;
  return before.retained && !after.retained ? 'would no longer be retained' : undefined;
}

/** Whether another stack of the same account and region has the resource now. */
const hasMoved = (resource: Stateful, { environment }: StackRecord, after: Release): boolean =>
  MAY_MOVE.has(resource.type) &&
  Object.values(after).some(
    (stack) =>
      stack.environment === environment &&
      Object.values(stack.resources).some((other) => isDeepStrictEqual(other, resource)),
  );

/** The stateful resources that an upgrade from `before` would replace, delete or abandon, one sentence each. */
export const losses = (before: Release, after: Release): string[] =>
  Object.entries(before).flatMap(([id, stack]) => {
    const now = after[id];
    const moved = now && (now.stackName !== stack.stackName || now.environment !== stack.environment);
    if (!now || moved) return [`${id}: the stack ${stack.stackName} in ${stack.environment} would no longer exist`];
    return Object.entries(stack.resources).flatMap(([logicalId, resource]) => {
      const lost = loss(resource, now.resources[logicalId]);
      return lost === undefined || hasMoved(resource, stack, after)
        ? []
        : [`${id}/${logicalId}: ${resource.type} ${lost}`];
    });
  });
