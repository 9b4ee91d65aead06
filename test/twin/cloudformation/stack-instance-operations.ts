import type * as cloudformation from '@aws-sdk/client-cloudformation';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import {
  freshOperationId,
  instanceView,
  operationOf,
  paged,
  parameterList,
  parametersFrom,
  requireAccess,
  requireIdle,
  setOf,
} from './common';
import { advance, queue } from './engine';
import { checkedPreferences } from './preferences';
import { requireTargets, targetAccounts, workFor } from './targets';
import { parameterValues, validation } from './template';
import { instanceKey, type StackInstance, type StackSet, type StackSetOperation } from './types';

/** The stacks of a StackSet, and the operations that make and remove them. */
export const stackInstanceOps = (world: World): Ops<typeof cloudformation> => {
  function addTargets(set: StackSet, unitIds: readonly string[], regions: readonly string[]): void {
    for (const unitId of unitIds) set.targets.set(unitId, new Set([...(set.targets.get(unitId) ?? []), ...regions]));
  }

  function removeTargets(set: StackSet, unitIds: readonly string[], regions: readonly string[]): void {
    for (const unitId of unitIds) {
      for (const region of regions) set.targets.get(unitId)?.delete(region);
      if (set.targets.get(unitId)?.size === 0) set.targets.delete(unitId);
    }
  }

  const operationView = (operation: StackSetOperation) => ({
    OperationId: operation.id,
    Action: operation.action,
    Status: operation.status,
    CreationTimestamp: operation.createdAt,
    EndTimestamp: operation.endedAt,
    OperationPreferences: operation.preferences,
    StatusDetails: { FailedStackInstancesCount: operation.work.filter(({ status }) => status === 'FAILED').length },
  });

  function wanted(input: cloudformation.ListStackInstancesCommandInput): (instance: StackInstance) => boolean {
    const filters = (input.Filters ?? []).map(({ Name: name, Values: value }) => {
      if (name === 'DETAILED_STATUS') return (instance: StackInstance) => instance.detailedStatus === value;
      if (name === 'LAST_OPERATION_ID') return (instance: StackInstance) => instance.lastOperationId === value;
      throw validation(`The twin does not filter stack instances by ${name}.`);
    });
    return (instance) =>
      (input.StackInstanceAccount === undefined || instance.accountId === input.StackInstanceAccount) &&
      (input.StackInstanceRegion === undefined || instance.region === input.StackInstanceRegion) &&
      filters.every((matches) => matches(instance));
  }

  return {
    CreateStackInstances(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      const { targets, regions } = requireTargets(input);
      const accounts = targetAccounts(world, targets);
      requireIdle(set);
      const id = freshOperationId(set, input.OperationId);
      const preferences = checkedPreferences(input.OperationPreferences);
      const overrides = parametersFrom(input.ParameterOverrides);
      parameterValues(set.template, { ...set.parameters, ...overrides });
      addTargets(set, targets.OrganizationalUnitIds ?? [], regions);
      const operation = queue(world, set, {
        ...id,
        action: 'CREATE',
        work: workFor(accounts, regions),
        overrides,
        preferences,
        deploymentTargets: targets,
      });
      advance(world);
      return { OperationId: operation.id };
    },

    DeleteStackInstances(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      const { targets, regions } = requireTargets(input);
      const work = workFor(targetAccounts(world, targets), regions).filter(({ accountId, region }) =>
        set.instances.has(instanceKey(accountId, region)),
      );
      requireIdle(set);
      const id = freshOperationId(set, input.OperationId);
      const preferences = checkedPreferences(input.OperationPreferences);
      if ((targets.AccountFilterType ?? 'NONE') === 'NONE')
        removeTargets(set, targets.OrganizationalUnitIds ?? [], regions);
      const operation = queue(world, set, {
        ...id,
        action: 'DELETE',
        work,
        retainStacks: input.RetainStacks ?? false,
        preferences,
        deploymentTargets: targets,
      });
      advance(world);
      return { OperationId: operation.id };
    },

    ListStackInstances(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      const { items, next } = paged([...set.instances.values()].filter(wanted(input)), input);
      return { Summaries: items.map((instance) => instanceView(set, instance)), NextToken: next };
    },

    DescribeStackInstance(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      const { StackInstanceAccount: accountId = '', StackInstanceRegion: region = '' } = input;
      const instance = set.instances.get(instanceKey(accountId, region));
      if (!instance)
        throw new AwsError(
          'StackInstanceNotFoundException',
          `Stack instance for account ${accountId} and region ${region} not found in StackSet ${set.name}`,
        );
      return {
        StackInstance: { ...instanceView(set, instance), ParameterOverrides: parameterList(instance.overrides) },
      };
    },

    DescribeStackSetOperation(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      const operation = operationOf(set, input.OperationId);
      return {
        StackSetOperation: {
          ...operationView(operation),
          StackSetId: set.id,
          DeploymentTargets: operation.deploymentTargets,
          ...(operation.action === 'DELETE' ? { RetainStacks: operation.retainStacks } : {}),
        },
      };
    },

    ListStackSetOperations(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      const { items, next } = paged([...set.operations].reverse(), input);
      return { Summaries: items.map(operationView), NextToken: next };
    },

    ListStackSetOperationResults(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const operation = operationOf(setOf(world, owner, input.StackSetName), input.OperationId);
      const statuses = (input.Filters ?? []).map(({ Name: name, Values: value }) => {
        if (name !== 'OPERATION_RESULT_STATUS') throw validation(`${name} is not a filter of operation results.`);
        return value;
      });
      const results = operation.work.filter(({ status }) => statuses.every((value) => value === status));
      const { items, next } = paged(results, input);
      return {
        Summaries: items.map((work) => ({
          Account: work.accountId,
          Region: work.region,
          Status: work.status,
          StatusReason: work.reason,
          OrganizationalUnitId: work.unitId,
        })),
        NextToken: next,
      };
    },
  };
};
