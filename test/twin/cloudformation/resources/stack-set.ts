import { isDeepStrictEqual } from 'node:util';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { TemplateFailure } from '../failure';
import { count, difference, flag, text } from '../fields';
import { resource, type Scope } from '../resource-type';

const schema = z.strictObject({
  StackSetName: text,
  Description: text.optional(),
  PermissionModel: z.enum(['SERVICE_MANAGED']),
  CallAs: z.enum(['SELF', 'DELEGATED_ADMIN']).optional(),
  TemplateBody: text,
  Capabilities: z.array(z.enum(cloudformation.Capability)).optional(),
  AutoDeployment: z.strictObject({
    Enabled: flag,
    RetainStacksOnAccountRemoval: flag.optional(),
    DependsOn: z.array(text).optional(),
  }),
  ManagedExecution: z.strictObject({ Active: flag }).optional(),
  OperationPreferences: z
    .strictObject({
      FailureToleranceCount: count.optional(),
      FailureTolerancePercentage: count.optional(),
      MaxConcurrentCount: count.optional(),
      MaxConcurrentPercentage: count.optional(),
      RegionConcurrencyType: z.enum(['PARALLEL', 'SEQUENTIAL']).optional(),
    })
    .optional(),
  Parameters: z.array(z.strictObject({ ParameterKey: text, ParameterValue: text })).optional(),
  StackInstancesGroup: z
    .array(
      z.strictObject({
        DeploymentTargets: z.strictObject({ OrganizationalUnitIds: z.array(text) }),
        Regions: z.array(text),
      }),
    )
    .default([]),
});
type Properties = z.infer<typeof schema>;
type Group = Properties['StackInstancesGroup'][number];

/** Waits for an operation, whose result is that of the resource. */
async function done(
  { StackSetName, CallAs }: Pick<Properties, 'StackSetName' | 'CallAs'>,
  OperationId: string | undefined,
  scope: Scope,
): Promise<void> {
  const client = new cloudformation.CloudFormationClient(scope.config);
  const statusNow = async () => {
    const operation = new cloudformation.DescribeStackSetOperationCommand({ StackSetName, CallAs, OperationId });
    return (await client.send(operation)).StackSetOperation?.Status ?? '';
  };
  await scope.wait(`${StackSetName} is deployed`, async () => !['RUNNING', 'QUEUED'].includes(await statusNow()));
  const status = await statusNow();
  if (status !== 'SUCCEEDED') throw new TemplateFailure(`Operation ${OperationId} of ${StackSetName}: ${status}`);
}

async function createInstances(group: Group, properties: Properties, scope: Scope) {
  const { StackSetName, CallAs, OperationPreferences } = properties;
  const { OperationId } = await new cloudformation.CloudFormationClient(scope.config).send(
    new cloudformation.CreateStackInstancesCommand({ StackSetName, CallAs, OperationPreferences, ...group }),
  );
  await done(properties, OperationId, scope);
}

async function deleteInstances(group: Group, properties: Properties, scope: Scope) {
  const { StackSetName, CallAs, OperationPreferences } = properties;
  const { OperationId } = await new cloudformation.CloudFormationClient(scope.config).send(
    new cloudformation.DeleteStackInstancesCommand({
      ...{ StackSetName, CallAs, OperationPreferences, ...group, RetainStacks: false },
    }),
  );
  await done(properties, OperationId, scope);
}

/** Each OU and region alone, so that two groups can be compared. */
const single = ({ StackInstancesGroup }: Properties): Group[] =>
  StackInstancesGroup.flatMap(({ DeploymentTargets, Regions }) =>
    DeploymentTargets.OrganizationalUnitIds.flatMap((unit) =>
      Regions.map((region) => ({ DeploymentTargets: { OrganizationalUnitIds: [unit] }, Regions: [region] })),
    ),
  );

/** Groups of the same regions are one operation. */
function joined(groups: readonly Group[]): Group[] {
  const regionsOf = new Map<string, string[]>();
  for (const { DeploymentTargets, Regions } of groups)
    for (const unit of DeploymentTargets.OrganizationalUnitIds)
      regionsOf.set(unit, [...(regionsOf.get(unit) ?? []), ...Regions]);
  const unitsOf = new Map<string, string[]>();
  for (const [unit, regions] of regionsOf) unitsOf.set(regions.join(), [...(unitsOf.get(regions.join()) ?? []), unit]);
  return [...unitsOf].map(([regions, units]) => ({
    DeploymentTargets: { OrganizationalUnitIds: units },
    Regions: regions.split(','),
  }));
}

/** A service-managed StackSet with its instances. Their operation decides whether the resource is made. */
export const stackSet = resource(schema, {
  async create(properties, scope) {
    const client = new cloudformation.CloudFormationClient(scope.config);
    const { OperationPreferences: _preferences, StackInstancesGroup, ...definition } = properties;
    const { StackSetId = '' } = await client.send(new cloudformation.CreateStackSetCommand(definition));
    for (const group of StackInstancesGroup) await createInstances(group, properties, scope);
    return { ref: StackSetId, attributes: { StackSetId } };
  },

  /**
   * Deletes the instances of targets that are gone, then updates the StackSet with its instances, then creates those of new
   * targets (aws-cloudformation-resource-providers-cloudformation, UpdateHandler of AWS::CloudFormation::StackSet).
   */
  async update({ current: { ref, attributes, properties: before }, properties }, scope) {
    const { added, removed } = difference(single(before), single(properties));
    for (const group of joined(removed)) await deleteInstances(group, properties, scope);
    const { StackInstancesGroup: _group, OperationPreferences, ...definition } = properties;
    const { StackInstancesGroup: _before, OperationPreferences: _preferences, ...old } = before;
    if (!isDeepStrictEqual(definition, old)) {
      const { OperationId } = await new cloudformation.CloudFormationClient(scope.config).send(
        new cloudformation.UpdateStackSetCommand({ ...definition, OperationPreferences }),
      );
      await done(definition, OperationId, scope);
    }
    for (const group of joined(added)) await createInstances(group, properties, scope);
    return { ref, attributes };
  },

  async remove({ properties }, scope) {
    for (const group of joined(single(properties))) await deleteInstances(group, properties, scope);
    const { StackSetName, CallAs } = properties;
    await new cloudformation.CloudFormationClient(scope.config).send(
      new cloudformation.DeleteStackSetCommand({ StackSetName, CallAs }),
    );
  },
});
