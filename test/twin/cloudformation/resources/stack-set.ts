import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { TemplateFailure } from '../failure';
import { count, flag, text } from '../fields';
import { resource } from '../resource-type';

/** A service-managed StackSet with its instances. Their operation decides whether the resource is made. */
export const stackSet = resource(
  z.strictObject({
    StackSetName: text,
    Description: text.optional(),
    PermissionModel: z.enum(['SERVICE_MANAGED']),
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
  }),
  {
    async create({ OperationPreferences, StackInstancesGroup, ...definition }, scope) {
      const client = new cloudformation.CloudFormationClient(scope.config);
      const { StackSetName } = definition;
      const { StackSetId = '' } = await client.send(new cloudformation.CreateStackSetCommand(definition));
      for (const group of StackInstancesGroup) {
        const { OperationId } = await client.send(
          new cloudformation.CreateStackInstancesCommand({ StackSetName, OperationPreferences, ...group }),
        );
        const statusNow = async () => {
          const operation = new cloudformation.DescribeStackSetOperationCommand({ StackSetName, OperationId });
          return (await client.send(operation)).StackSetOperation?.Status ?? '';
        };
        await scope.wait(`${StackSetName} is deployed`, async () => !['RUNNING', 'QUEUED'].includes(await statusNow()));
        const status = await statusNow();
        if (status !== 'SUCCEEDED') throw new TemplateFailure(`Operation ${OperationId} of ${StackSetName}: ${status}`);
      }
      return { ref: StackSetId, attributes: { StackSetId } };
    },
  },
);
