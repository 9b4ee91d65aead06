import { parseArn } from '../arn';
import { organizationKeys } from '../iam/context';
import { trusts } from '../iam/state';
import { parseObject } from '../json';
import { policyAllows } from '../resource-policy';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { invalid, notFound } from './common';
import type { Rule, StoredTarget } from './records';

/** Throws if EventBridge could not use the target with its role: PutTargets looks before there is an event (aws-cdk#3323). */
export function requireUsable(world: World, rule: Rule, { Arn, RoleArn }: StoredTarget): void {
  const { accountId } = rule.bus;
  const role = RoleArn === undefined ? undefined : world.iam.role(RoleArn);
  if (RoleArn !== undefined && (role?.accountId !== accountId || !trusts(role, 'events.amazonaws.com')))
    throw invalid(`Provided role '${RoleArn}' cannot be assumed by principal 'events.amazonaws.com'.`);
  const arn = parseArn(Arn);
  if (role === undefined || arn?.service !== 'events') return;
  if (arn.region !== rule.bus.region && world.eventbridge.closedDestinations.has(arn.region))
    throw invalid(`Parameter ${Arn} is not valid. Reason: Cross-Region delivery to ${arn.region} is not supported.`);
  if (!world.eventbridge.findBus(rule.bus, Arn)) throw notFound(`Event bus ${Arn} does not exist.`);
  const unread = world.eventbridge.busPolicyAtPutTargets === 'unread';
  if (arn.accountId !== accountId && !unread) requireAdmitted(world, rule, { Arn, roleArn: role.arn });
}

/** The sources that the rule's pattern names. */
const sourcesOf = ({ pattern = '{}' }: Rule): readonly string[] =>
  [parseObject(pattern)?.['source'] ?? []].flat().filter((source) => typeof source === 'string');

/** The policy of another account's bus admits the role. */
function requireAdmitted(world: World, rule: Rule, { Arn, roleArn }: { Arn: string; roleArn: string }): void {
  const { accountId } = rule.bus;
  const policy = world.eventbridge.findBus(rule.bus, Arn)?.policy ?? '';
  const admits = (keys: Readonly<Record<string, string>>): boolean =>
    policyAllows(policy, {
      ...{ action: 'events:PutEvents', resource: Arn, requester: { type: 'AWS', accountId, arn: roleArn } },
      context: {
        'aws:PrincipalAccount': accountId,
        ...organizationKeys(world, 'aws:Principal', accountId),
        ...keys,
      },
    });
  const admitted =
    world.eventbridge.busPolicyAtPutTargets === 'without keys'
      ? admits({})
      : sourcesOf(rule).every((source) => admits({ 'aws:PrincipalArn': roleArn, 'events:source': source }));
  if (!admitted)
    throw new AwsError(
      'AccessDeniedException',
      `User: ${roleArn} is not authorized to perform: events:PutEvents on resource: ${Arn} because no resource-based policy allows the events:PutEvents action`,
    );
}
