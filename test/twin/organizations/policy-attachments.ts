import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { constraint, invalidInput, paged, requireManagement, requireReader } from './common';
import { policyOf, policySummary, requireServiceControl } from './policies';

const TARGET = /^(\d{12}|r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/;

/** What SCPs are attached to: the root, OUs and accounts. SCPs do not apply in the management account. */
export const policyAttachmentOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;
  const { policies } = state;

  function targetOf(id = ''): string {
    if (!TARGET.test(id)) throw invalidInput('INVALID_PATTERN_TARGET_ID', 'You specified an invalid target ID.');
    if (!state.policyTargets().some((target) => target.Id === id))
      throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
    return id;
  }

  function requireEnabled(): void {
    if (!policies.enabled)
      throw new AwsError(
        'PolicyTypeNotEnabledException',
        "The specified policy type isn't currently enabled in this root.",
      );
  }

  function requireRoot(id: string | undefined): void {
    if (id !== state.rootId) throw new AwsError('RootNotFoundException', "You specified a root that doesn't exist.");
  }

  return {
    AttachPolicy(input, call) {
      requireManagement(world, call);
      const { id } = policyOf(world, input.PolicyId);
      const target = targetOf(input.TargetId);
      requireEnabled();
      const attached = policies.attachedTo(target);
      if (attached.includes(id))
        throw new AwsError(
          'DuplicatePolicyAttachmentException',
          'The selected policy is already attached to the target.',
        );
      if (attached.length >= policies.quotas.attachmentsPerTarget)
        throw constraint(
          'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
          'You have attached the maximum number of policies of this type to the target.',
        );
      policies.attach(id, target);
      return {};
    },

    DetachPolicy(input, call) {
      requireManagement(world, call);
      const { id } = policyOf(world, input.PolicyId);
      const target = targetOf(input.TargetId);
      const attached = policies.attachedTo(target);
      if (!attached.includes(id))
        throw new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target.");
      if (attached.length === 1)
        throw constraint(
          'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
          'The root and every OU and account have at least one policy of this type.',
        );
      policies.detach(id, target);
      return {};
    },

    ListPoliciesForTarget(input, call) {
      requireReader(world, call);
      requireServiceControl(input.Filter);
      const attached = policies.attachedTo(targetOf(input.TargetId)).map((id) => policyOf(world, id));
      const { items, next } = paged(attached, input);
      return { Policies: items.map(policySummary), NextToken: next };
    },

    ListTargetsForPolicy(input, call) {
      requireReader(world, call);
      const { id } = policyOf(world, input.PolicyId);
      const targets = state.policyTargets().filter((target) => policies.attachedTo(target.Id).includes(id));
      const { items, next } = paged(
        targets.map(({ Id, ...target }) => ({ ...target, TargetId: Id })),
        input,
      );
      return { Targets: items, NextToken: next };
    },

    /** Asynchronous on AWS, though its examples show the final response; done at once here. */
    EnablePolicyType(input, call) {
      requireManagement(world, call);
      requireRoot(input.RootId);
      requireServiceControl(input.PolicyType);
      if (policies.enabled)
        throw new AwsError('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.');
      policies.enabled = true;
      return { Root: state.root() };
    },

    DisablePolicyType(input, call) {
      requireManagement(world, call);
      requireRoot(input.RootId);
      requireServiceControl(input.PolicyType);
      requireEnabled();
      policies.disable();
      return { Root: state.root() };
    },
  };
};
