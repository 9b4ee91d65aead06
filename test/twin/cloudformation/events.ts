import type { World } from '../world';
import type { StackInstance, StackSet, StackSetOperation } from './types';

/** StackSets sends events to the account and region of the StackSet, directly and not through CloudTrail. */
function publish(world: World, set: StackSet, detailType: string, detail: Readonly<Record<string, unknown>>): void {
  world.trail.direct({
    accountId: set.accountId,
    region: set.region,
    source: 'aws.cloudformation',
    detailType,
    resources: [set.arn],
    detail: { 'stack-set-arn': set.arn, ...detail },
  });
}

export function announceOperation(world: World, set: StackSet, { id, status }: StackSetOperation): void {
  publish(world, set, 'CloudFormation StackSet Operation Status Change', {
    'stack-set-operation-id': id,
    'status-details': { status },
  });
}

/** The target account and region have to be read out of `stack-id`. */
export function announceInstance(world: World, set: StackSet, instance: StackInstance): void {
  publish(world, set, 'CloudFormation StackSet StackInstance Status Change', {
    'stack-id': instance.stackId ?? `arn:aws:cloudformation:${instance.region}:${instance.accountId}:stack/pending`,
    'status-details': {
      status: instance.status,
      'status-reason': instance.reason ?? 'User Initiated',
      'detailed-status': instance.detailedStatus,
    },
  });
}
