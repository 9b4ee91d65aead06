import type * as cloudformation from '@aws-sdk/client-cloudformation';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { freshOperationId, paged, parameterList, parametersFrom, requireAccess, requireIdle, setOf } from './common';
import { advance, isOpen, queue } from './engine';
import { checkedPreferences } from './preferences';
import { requireTargets, targetAccounts, workFor } from './targets';
import { parameterValues, parseTemplate, requireCapabilities, validation, type Template } from './template';
import type { AutoDeployment, StackSet, Work } from './types';

type Definition = cloudformation.CreateStackSetCommandInput | cloudformation.UpdateStackSetCommandInput;

/** What would change what is deployed, and the twin does not have. */
function refuseUnmodelled(input: Definition): void {
  if (input.TemplateURL !== undefined || ('StackId' in input && input.StackId !== undefined))
    throw new AwsError('NotImplemented', "The twin's StackSets take a TemplateBody only.", {}, 501);
  if (input.PermissionModel === 'SELF_MANAGED' || input.AdministrationRoleARN !== undefined)
    throw new AwsError('NotImplemented', 'The twin has service-managed StackSets only.', {}, 501);
}

/** StackSets themselves. */
export const stackSetOps = (world: World): Ops<typeof cloudformation> => {
  const state = world.cloudformation;

  function autoDeployment(input: cloudformation.AutoDeployment | undefined): AutoDeployment {
    const { Enabled: enabled, RetainStacksOnAccountRemoval: retain, DependsOn: dependsOn = [] } = input ?? {};
    if (enabled === undefined) throw validation('AutoDeployment is required for the SERVICE_MANAGED permission model.');
    if (enabled === (retain === undefined))
      throw validation('RetainStacksOnAccountRemoval is required if and only if AutoDeployment is enabled.');
    if (dependsOn.length > 10) throw validation('A StackSet depends on at most 10 others.');
    const unknown = dependsOn.find((arn) => !state.all().some((set) => set.arn === arn));
    if (unknown !== undefined) throw validation(`StackSet ${unknown} in DependsOn does not exist.`);
    return { enabled, retainStacks: retain ?? false, dependsOn };
  }

  const describe = (set: StackSet): cloudformation.StackSet => ({
    StackSetName: set.name,
    StackSetId: set.id,
    StackSetARN: set.arn,
    Description: set.description,
    Status: set.status,
    TemplateBody: set.template.body,
    Parameters: parameterList(set.parameters),
    Capabilities: [...set.capabilities],
    Tags: [...set.tags],
    AutoDeployment: autoDeploymentView(set.autoDeployment),
    PermissionModel: 'SERVICE_MANAGED',
    OrganizationalUnitIds: [...set.targets.keys()],
    ManagedExecution: { Active: set.managedExecution },
    Regions: [...new Set([...set.targets.values()].flatMap((regions) => [...regions]))],
  });

  /** Every instance, or those that the request names. */
  function updateWork(set: StackSet, input: cloudformation.UpdateStackSetCommandInput): Work[] {
    const instances = [...set.instances.values()];
    if (!input.DeploymentTargets && !input.Regions && !input.Accounts)
      return instances.flatMap(({ accountId, unitId, region }) => workFor([{ accountId, unitId }], [region]));
    const { targets, regions } = requireTargets(input);
    return workFor(targetAccounts(world, targets), regions).filter((work) =>
      instances.some(({ accountId, region }) => accountId === work.accountId && region === work.region),
    );
  }

  function templateOf(input: cloudformation.UpdateStackSetCommandInput, set: StackSet): Template {
    if (input.UsePreviousTemplate === true && input.TemplateBody !== undefined)
      throw validation('Specify either TemplateBody or UsePreviousTemplate.');
    if (input.UsePreviousTemplate === true) return set.template;
    if (input.TemplateBody === undefined) throw validation('Either TemplateBody or UsePreviousTemplate is required.');
    return parseTemplate(input.TemplateBody);
  }

  return {
    ActivateOrganizationsAccess(_input, call) {
      if (!world.organizations.exists || call.accountId !== world.organizations.managementAccountId)
        throw new AwsError(
          'InvalidOperationException',
          'Only the management account can activate organizations access.',
        );
      state.organizationsAccess = true;
      world.organizations.trustedServices.set('member.org.stacksets.cloudformation.amazonaws.com', world.clock.now());
      return {};
    },

    DescribeOrganizationsAccess() {
      return { Status: state.organizationsAccess ? ('ENABLED' as const) : ('DISABLED' as const) };
    },

    CreateStackSet(input, call) {
      refuseUnmodelled(input);
      if (input.PermissionModel !== 'SERVICE_MANAGED')
        throw new AwsError('NotImplemented', 'The twin has service-managed StackSets only.', {}, 501);
      const owner = requireAccess(world, call, input.CallAs);
      const { StackSetName: name = '', TemplateBody: body } = input;
      if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) throw validation(`StackSetName ${name} is not valid.`);
      if (state.stackSet(owner, name))
        throw new AwsError('NameAlreadyExistsException', `StackSet with name ${name} already exists`);
      if (body === undefined) throw validation('Either Template URL or Template Body must be specified.');
      const template = parseTemplate(body);
      requireCapabilities(template, input.Capabilities ?? []);
      const parameters = parametersFrom(input.Parameters);
      parameterValues(template, parameters);
      const id = `${name}:${world.ids.uuid()}`;
      state.add({
        name,
        id,
        arn: `arn:aws:cloudformation:${call.region}:${owner.accountId}:stackset/${id}`,
        accountId: owner.accountId,
        region: call.region,
        createdAt: world.clock.now(),
        targets: new Map(),
        instances: new Map(),
        operations: [],
        description: input.Description,
        template,
        parameters,
        capabilities: input.Capabilities ?? [],
        tags: input.Tags ?? [],
        autoDeployment: autoDeployment(input.AutoDeployment),
        managedExecution: input.ManagedExecution?.Active ?? false,
        status: 'ACTIVE',
      });
      return { StackSetId: id };
    },

    DescribeStackSet(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      return { StackSet: describe(setOf(world, owner, input.StackSetName)) };
    },

    UpdateStackSet(input, call) {
      refuseUnmodelled(input);
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      requireIdle(set);
      const template = templateOf(input, set);
      requireCapabilities(template, input.Capabilities ?? set.capabilities);
      const parameters = input.Parameters ? parametersFrom(input.Parameters) : set.parameters;
      parameterValues(template, parameters);
      const preferences = checkedPreferences(input.OperationPreferences);
      const id = freshOperationId(set, input.OperationId);
      const work = updateWork(set, input);
      Object.assign(set, {
        template,
        parameters,
        description: input.Description ?? set.description,
        capabilities: input.Capabilities ?? set.capabilities,
        tags: input.Tags ?? set.tags,
        autoDeployment: input.AutoDeployment ? autoDeployment(input.AutoDeployment) : set.autoDeployment,
        managedExecution: input.ManagedExecution?.Active ?? set.managedExecution,
      });
      const { DeploymentTargets: deploymentTargets } = input;
      const operation = queue(world, set, { ...id, action: 'UPDATE', work, preferences, deploymentTargets });
      advance(world);
      return { OperationId: operation.id };
    },

    ListStackSets(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const sets = input.Status === 'DELETED' ? [] : state.stackSets(owner);
      const { items, next } = paged(sets, input);
      return {
        Summaries: items.map((set) => ({
          StackSetName: set.name,
          StackSetId: set.id,
          Description: set.description,
          Status: set.status,
          AutoDeployment: autoDeploymentView(set.autoDeployment),
          PermissionModel: 'SERVICE_MANAGED' as const,
          ManagedExecution: { Active: set.managedExecution },
        })),
        NextToken: next,
      };
    },

    DeleteStackSet(input, call) {
      const owner = requireAccess(world, call, input.CallAs);
      const set = setOf(world, owner, input.StackSetName);
      if (set.operations.some(isOpen))
        throw new AwsError('OperationInProgressException', `Another Operation on StackSet ${set.arn} is in progress`);
      if (set.instances.size > 0) throw new AwsError('StackSetNotEmptyException', 'StackSet is not empty');
      set.status = 'DELETED';
      return {};
    },
  };
};

const autoDeploymentView = ({ enabled, retainStacks, dependsOn }: AutoDeployment) => ({
  Enabled: enabled,
  ...(enabled ? { RetainStacksOnAccountRemoval: retainStacks } : {}),
  ...(dependsOn.length > 0 ? { DependsOn: [...dependsOn] } : {}),
});
