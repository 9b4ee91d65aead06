import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Statement } from './policy';

/** Accepts a finding of one of cdk-nag's AwsSolutions rules, such as `VPC7`, at a construct, with the reason. */
export const acknowledge = (at: Construct, rule: string, reason: string): void =>
  Validations.of(at).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });

/** The wildcards in the resources of our policies, without `arn:aws:`, and why they cannot be narrower. */
const WILDCARDS: readonly (readonly [resource: RegExp, reason: string])[] = [
  [/^iam::\*:role\/.+-(spoke-(enroll|join|grant-pull)|read)$/, 'One role of a fixed name, in every spoke account.'],
  [/^logs:.*:log-group:\/aws\/lambda\/wheelwright-[a-z-]+:\*$/, "The streams of the function's own log group."],
  [/^s3:::[a-z0-9.-]+\/wheelwright-history\/\*$/, "A file for each day of the ledger's history."],
  [/^account::\d+:account\/o-[a-z0-9]+\/\*$/, 'Every account of the organization may need a region enabled.'],
  [/^cloudformation:.*:stackset\/wheelwright-(roles|rules):\*$/, 'AWS appends an id to the name of a StackSet.'],
  [
    /^cloudformation:.*:stackset-target\/\*\/((ou|r)-[a-z0-9-]+|\?{12})$/,
    'The statement also names our StackSets, whose ids AWS generates.',
  ],
  [/^organizations::\d+:account\/o-[a-z0-9]+\/\*$/, 'A worker reads the account that its spoke is in.'],
  [/^ram:.*:resource-share\/\*$/, "AWS generates the share's id; a condition has its name."],
  [
    /^ec2:[a-z0-9-]+:\*:transit-gateway-attachment\/\*$/,
    "Every attachment to the hub's transit gateway, also of accounts that have left the organization.",
  ],
  [
    /^ec2:[a-z0-9-]+:\d+:transit-gateway-route-table\/\*$/,
    'An adopted VPC leaves the table of an existing transit gateway that people have associated it with.',
  ],
  [
    /^ec2:[a-z0-9-]+:\d+:(vpc|vpc-flow-log)\/\*$/,
    "The hub VPC, whose id is unknown at synth, and the flow logs that the hub's worker creates.",
  ],
  [
    /^cloudformation:.*::type\/resource\/\*$/,
    "CreateStackInstances is authorized against the type of every resource in the StackSets' templates.",
  ],
  [
    /^events:.*:replay\/wheelwright-\*$/,
    'A replay has a new name each time: it is part of the ids by which SQS tells events.',
  ],
];

/**
 * Accepts the wildcards in a role's statements, one by one. A wildcard without a known reason fails the synth, by
 * cdk-nag. `anyResource` is the reason for statements on the resource `*`.
 */
export function acknowledgeWildcards(role: Construct, statements: readonly Statement[], anyResource: string): void {
  const resources = new Set(statements.flatMap(({ Resource }) => Resource ?? []));
  for (const resource of resources) {
    if (!resource.includes('*')) continue;
    const name = resource.replace(/^arn:aws:/, '');
    const reason = resource === '*' ? anyResource : WILDCARDS.find(([pattern]) => pattern.test(name))?.[1];
    if (reason !== undefined) acknowledge(role, `IAM5[Resource::${resource}]`, reason);
  }
}
