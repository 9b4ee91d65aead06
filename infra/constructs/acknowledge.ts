import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Statement } from './policy';

/** Lets one finding of cdk-nag's AwsSolutions rules stand at a construct, such as `VPC7`, and says why. */
export const acknowledge = (at: Construct, rule: string, reason: string): void =>
  Validations.of(at).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });

/** The resources with a wildcard that our policies name, by what follows `arn:aws:`, and why they are no narrower. */
const WILDCARDS: readonly (readonly [resource: RegExp, reason: string])[] = [
  [
    /^iam::\*:role\/wheelwright-(join|grant-pull)$/,
    'One role of a fixed name, in whichever account of the organization joins.',
  ],
  [/^logs:.*:log-group:\/aws\/lambda\/wheelwright-[a-z-]+:\*$/, "The streams of the function's own log group."],
  [/^account::\d+:account\/o-[a-z0-9]+\/\*$/, 'Every account of the organization may need a region enabled.'],
  [
    /^cloudformation:.*:stackset(-target)?\/wheelwright-(roles|rules):\*$/,
    'AWS ends the name of a StackSet with an id of its own.',
  ],
  [
    /^cloudformation:.*::type\/resource\/\*$/,
    "CreateStackInstances is authorized against the type of every resource in the StackSets' templates.",
  ],
];

/**
 * Lets the wildcards in a role's statements stand, each by its own name. Those that no reason is known for are left to
 * cdk-nag, which then fails the synth. `anything` says why the role has statements about `*`.
 */
export function acknowledgeWildcards(role: Construct, statements: readonly Statement[], anything: string): void {
  const resources = new Set(statements.flatMap(({ Resource }) => Resource ?? []));
  for (const resource of resources) {
    if (!resource.includes('*')) continue;
    const named = resource.replace(/^arn:aws:/, '');
    const reason = resource === '*' ? anything : WILDCARDS.find(([pattern]) => pattern.test(named))?.[1];
    if (reason !== undefined) acknowledge(role, `IAM5[Resource::${resource}]`, reason);
  }
}
