import type * as cloudformation from '@aws-sdk/client-cloudformation';
import type { Json, JsonObject } from '../json';
import type { DeletionPolicy, Template } from './template';

export interface StackSet {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: Date;
  /** The regions that each target holds: a target is the root or an OU, with everything below it. */
  readonly targets: Map<string, Set<string>>;
  /** By account and region. */
  readonly instances: Map<string, StackInstance>;
  readonly operations: StackSetOperation[];
  description: string | undefined;
  template: Template;
  parameters: Readonly<Record<string, string>>;
  capabilities: readonly cloudformation.Capability[];
  tags: readonly cloudformation.Tag[];
  autoDeployment: AutoDeployment;
  managedExecution: boolean;
  status: 'ACTIVE' | 'DELETED';
}

export interface AutoDeployment {
  readonly enabled: boolean;
  /** Whether what was deployed stays when an account leaves a target. */
  readonly retainStacks: boolean;
  /** ARNs of StackSets whose deployments come first. */
  readonly dependsOn: readonly string[];
}

export interface StackInstance {
  readonly accountId: string;
  readonly region: string;
  readonly resources: Map<string, PhysicalResource>;
  /** The target through which the account got it. */
  unitId: string;
  stackId: string | undefined;
  overrides: Readonly<Record<string, string>>;
  status: cloudformation.StackInstanceStatus;
  detailedStatus: cloudformation.StackInstanceDetailedStatus;
  reason: string | undefined;
  lastOperationId: string;
}

/** A resource of a stack as it exists: what `Ref` and `Fn::GetAtt` give, and the properties it was made with. */
export interface PhysicalResource {
  readonly type: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, Json>>;
  readonly properties: JsonObject;
  readonly deletionPolicy: DeletionPolicy;
  readonly keptOnReplacement: boolean;
  /** Logical ids of the resources of its stack that it refers to or depends on. */
  readonly needs: readonly string[];
}

/** One instance of an operation. */
export interface Work {
  readonly accountId: string;
  readonly region: string;
  readonly unitId: string;
  status: cloudformation.StackSetOperationResultStatus;
  reason: string | undefined;
}

export interface StackSetOperation {
  readonly id: string;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly createdAt: Date;
  readonly work: readonly Work[];
  /** Auto-deployments wait where a request is refused, and no preferences apply to them. */
  readonly automatic: boolean;
  readonly retainStacks: boolean;
  readonly overrides: Readonly<Record<string, string>>;
  readonly preferences: cloudformation.StackSetOperationPreferences;
  readonly deploymentTargets: cloudformation.DeploymentTargets | undefined;
  status: cloudformation.StackSetOperationStatus;
  endedAt: Date | undefined;
}

export const instanceKey = (accountId: string, region: string): string => `${accountId}/${region}`;
