import type * as cloudformation from '@aws-sdk/client-cloudformation';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { isOpen } from './engine';
import { validation } from './template';
import type { StackInstance, StackSet, StackSetOperation } from './types';

const PRINCIPAL = 'member.org.stacksets.cloudformation.amazonaws.com';

/**
 * The twin has service-managed StackSets. Those of delegated administrators are made in the management account (CloudFormation
 * User Guide, "Register a delegated administrator member account"). Returns the call as that account's.
 */
export function requireAccess(world: World, call: Call, callAs?: cloudformation.CallAs): Call {
  const { organizations, cloudformation: state } = world;
  const { managementAccountId } = organizations;
  const delegated = callAs === 'DELEGATED_ADMIN';
  if (delegated && !organizations.isDelegatedAdministrator(call.accountId, PRINCIPAL))
    throw validation(
      'You must be the management account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set',
    );
  if (!organizations.exists || !state.organizationsAccess || (!delegated && call.accountId !== managementAccountId))
    throw validation('You must enable organizations access to operate a service managed stack set');
  return { ...call, accountId: managementAccountId };
}

export function setOf(world: World, call: Call, name = ''): StackSet {
  const set = world.cloudformation.stackSet(call, name);
  if (!set) throw new AwsError('StackSetNotFoundException', `StackSet ${name} not found`);
  return set;
}

/** Without managed execution a request that meets an operation under way is refused, not queued. */
export function requireIdle(set: StackSet): void {
  const open = set.operations.find(isOpen);
  if (open && !set.managedExecution)
    throw new AwsError(
      'OperationInProgressException',
      `Another Operation on StackSet ${set.arn} is in progress: ${open.id}`,
    );
}

export function freshOperationId(set: StackSet, id: string | undefined): Partial<Pick<StackSetOperation, 'id'>> {
  if (id === undefined) return {};
  if (set.operations.some((operation) => operation.id === id))
    throw new AwsError('OperationIdAlreadyExistsException', `The operation ID ${id} already exists.`);
  return { id };
}

export function operationOf(set: StackSet, id: string | undefined): StackSetOperation {
  const operation = set.operations.find((one) => one.id === id);
  if (!operation) throw new AwsError('OperationNotFoundException', `Operation ${id} not found`);
  return operation;
}

interface Paged {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export function paged<T>(items: readonly T[], input: Paged) {
  const limit = input.MaxResults ?? 100;
  if (limit < 1 || limit > 100) throw validation('MaxResults must be between 1 and 100.');
  return page(items, { limit, token: input.NextToken, invalidToken: () => validation('NextToken is not valid.') });
}

export const parameterList = (parameters: Readonly<Record<string, string>>) =>
  Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

export function parametersFrom(list: readonly cloudformation.Parameter[] = []): Record<string, string> {
  if (list.some((parameter) => parameter.UsePreviousValue))
    throw new AwsError('NotImplemented', 'The twin takes parameters with their values only.', {}, 501);
  return Object.fromEntries(list.map(({ ParameterKey: key = '', ParameterValue: value = '' }) => [key, value]));
}

export const instanceView = (set: StackSet, instance: StackInstance) => ({
  StackSetId: set.id,
  Account: instance.accountId,
  Region: instance.region,
  StackId: instance.stackId,
  Status: instance.status,
  StatusReason: instance.reason,
  StackInstanceStatus: { DetailedStatus: instance.detailedStatus },
  OrganizationalUnitId: instance.unitId,
  DriftStatus: 'NOT_CHECKED' as const,
  LastOperationId: instance.lastOperationId,
});
