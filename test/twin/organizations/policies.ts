import { PolicyType } from '@aws-sdk/client-organizations';
import type * as organizations from '@aws-sdk/client-organizations';
import type { Call, Ops } from '../wire/service';
import { parseOrganizationPolicy } from '../iam/policy-validation';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { constraint, invalidInput, paged, requireManagement, requireReader, withTags } from './common';
import type { ControlPolicy } from './policies-state';

const TYPE = 'SERVICE_CONTROL_POLICY';
const KNOWN_TYPES: readonly string[] = Object.values(PolicyType);

/** SCPs are the one type that the twin has; AWS's other types are refused with another error than unknown ones. */
export function requireServiceControl(type: string | undefined): void {
  if (type === TYPE) return;
  if (KNOWN_TYPES.includes(type ?? ''))
    throw new AwsError('NotImplemented', `The twin has no policies of the type ${type}.`, {}, 501);
  throw invalidInput('INVALID_ENUM_POLICY_TYPE', 'You specified an invalid policy type string.');
}

export const policySummary = ({ id, arn, name, description, awsManaged }: ControlPolicy) => ({
  Id: id,
  Arn: arn,
  Name: name,
  Description: description,
  Type: TYPE as typeof TYPE,
  AwsManaged: awsManaged,
});

export function policyOf(world: World, id = ''): ControlPolicy {
  if (!/^p-[0-9a-zA-Z_]{8,128}$/.test(id))
    throw invalidInput('INVALID_SYNTAX_POLICY_ID', 'You specified an invalid policy ID.');
  const policy = world.organizations.policies.get(id);
  if (!policy) throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.");
  return policy;
}

/** SCPs themselves. Attaching them is in `policy-attachments.ts`. */
export const policyOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;
  const { policies } = state;

  function requireName(name: string | undefined, own?: ControlPolicy): string {
    if (!name) throw invalidInput('MIN_LENGTH_EXCEEDED', 'The name of a policy must not be empty.');
    if (name.length > 128)
      throw invalidInput('MAX_LENGTH_EXCEEDED', 'The name of a policy has at most 128 characters.');
    if (policies.all().some((policy) => policy !== own && policy.name === name))
      throw new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.');
    return name;
  }

  function requireDescription(description = ''): string {
    if (description.length > 512)
      throw invalidInput('MAX_LENGTH_EXCEEDED', 'The description of a policy has at most 512 characters.');
    return description;
  }

  function requireContent(content = ''): string {
    if (content.length > policies.quotas.contentCharacters)
      throw constraint('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.');
    try {
      parseOrganizationPolicy(content);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        'MalformedPolicyDocumentException',
        'The provided policy document does not meet the requirements of the specified policy type.',
      );
    }
    return content;
  }

  /** The caller may change it, and it is not AWS's own. */
  function changeable(id: string | undefined, call: Call): ControlPolicy {
    requireManagement(world, call);
    const policy = policyOf(world, id);
    if (policy.awsManaged)
      throw invalidInput('IMMUTABLE_POLICY', "You specified a policy that is managed by AWS and can't be modified.");
    return policy;
  }

  return {
    CreatePolicy(input, call) {
      requireManagement(world, call);
      requireServiceControl(input.Type);
      const name = requireName(input.Name);
      const description = requireDescription(input.Description);
      const content = requireContent(input.Content);
      const tags = withTags(new Map(), input.Tags ?? []);
      if (policies.all().length >= policies.quotas.policies)
        throw constraint('POLICY_NUMBER_LIMIT_EXCEEDED', 'You have reached the maximum number of policies.');
      const id = world.ids.id('p-', 8, 'abcdefghijklmnopqrstuvwxyz0123456789');
      const arn = `arn:aws:organizations::${state.managementAccountId}:policy/${state.organizationId}/service_control_policy/${id}`;
      const policy: ControlPolicy = { id, arn, awsManaged: false, tags, name, description, content };
      policies.add(policy);
      return { Policy: { PolicySummary: policySummary(policy), Content: content } };
    },

    UpdatePolicy(input, call) {
      const policy = changeable(input.PolicyId, call);
      const name = input.Name === undefined ? policy.name : requireName(input.Name, policy);
      const description = input.Description === undefined ? policy.description : requireDescription(input.Description);
      const content = input.Content === undefined ? policy.content : requireContent(input.Content);
      Object.assign(policy, { name, description, content });
      return { Policy: { PolicySummary: policySummary(policy), Content: content } };
    },

    DeletePolicy(input, call) {
      const policy = changeable(input.PolicyId, call);
      if (state.policyTargets().some((target) => policies.attachedTo(target.Id).includes(policy.id)))
        throw new AwsError('PolicyInUseException', 'The policy is attached to one or more entities: detach it first.');
      policies.remove(policy.id);
      return {};
    },

    DescribePolicy(input, call) {
      requireReader(world, call);
      const policy = policyOf(world, input.PolicyId);
      return { Policy: { PolicySummary: policySummary(policy), Content: policy.content } };
    },

    ListPolicies(input, call) {
      requireReader(world, call);
      requireServiceControl(input.Filter);
      const { items, next } = paged(policies.all(), input);
      return { Policies: items.map(policySummary), NextToken: next };
    },
  };
};
