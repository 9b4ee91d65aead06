import type * as iam from '@aws-sdk/client-iam';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import {
  changeable,
  exists,
  limitExceeded,
  noSuchEntity,
  paged,
  policySize,
  roleOf,
  tagList,
  validation,
  withTags,
} from './common';
import { parseIdentityPolicy } from './policy-validation';
import type { ManagedPolicy } from './state';

/** In characters without white space. */
const MAX_SIZE = 6144;
const MAX_ATTACHED = 10;

/** Managed policies: an account's own, in one version each, and the few of AWS's that the twin has. */
export const managedPolicyOps = (world: World) => {
  const state = world.iam;

  function policyOf(accountId: string, arn = ''): ManagedPolicy {
    const policy = state.managedPolicy(arn);
    const visible = policy && (policy.accountId === 'aws' || policy.accountId === accountId);
    if (!visible) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
    return policy;
  }

  /** How many roles have it attached, or as their boundary. */
  const uses = (accountId: string, arn: string) => {
    const roles = state.rolesIn(accountId);
    return {
      AttachmentCount: roles.filter(({ attached }) => attached.has(arn)).length,
      PermissionsBoundaryUsageCount: roles.filter(({ permissionsBoundary }) => permissionsBoundary === arn).length,
    };
  };

  const view = (accountId: string, policy: ManagedPolicy): iam.Policy => ({
    PolicyName: policy.name,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.createdAt,
    ...uses(accountId, policy.arn),
  });

  return {
    CreatePolicy(input, call) {
      const { PolicyName: name = '', Path: path = '/', PolicyDocument: text = '' } = input;
      if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw validation(`The policy name ${name} is invalid.`);
      if (!/^\/([\x21-\x7e]*\/)?$/.test(path)) throw validation(`The path ${path} must begin and end with /.`);
      parseIdentityPolicy(text);
      if (policySize(text) > MAX_SIZE) throw limitExceeded(`Cannot exceed quota for PolicySize: ${MAX_SIZE}`);
      const tags = withTags(new Map(), input.Tags ?? []);
      if (state.managedPoliciesIn(call.accountId).some((one) => one.name.toLowerCase() === name.toLowerCase()))
        throw exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      const policy = state.putManagedPolicy({ accountId: call.accountId, name, path, text, tags });
      return { Policy: { ...view(call.accountId, policy), ...(tags.size > 0 ? { Tags: tagList(tags) } : {}) } };
    },

    GetPolicy(input, call) {
      const policy = policyOf(call.accountId, input.PolicyArn);
      const tags = policy.tags.size > 0 ? { Tags: tagList(policy.tags) } : {};
      return { Policy: { ...view(call.accountId, policy), ...tags } };
    },

    GetPolicyVersion(input, call) {
      const policy = policyOf(call.accountId, input.PolicyArn);
      if (input.VersionId !== 'v1')
        throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist.`);
      const Document = encodeURIComponent(policy.text);
      return { PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, CreateDate: policy.createdAt, Document } };
    },

    ListPolicies(input, call) {
      const wanted = { All: ['aws', call.accountId], AWS: ['aws'], Local: [call.accountId] }[input.Scope ?? 'All'];
      const policies = wanted
        .flatMap((owner) => state.managedPoliciesIn(owner))
        .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
        .map((policy) => view(call.accountId, policy))
        .filter(({ AttachmentCount = 0 }) => !input.OnlyAttached || AttachmentCount > 0);
      const { items, ...rest } = paged(policies, input);
      return { Policies: items, ...rest };
    },

    DeletePolicy(input, call) {
      const policy = policyOf(call.accountId, input.PolicyArn);
      if (policy.accountId === 'aws')
        throw new AwsError('AccessDenied', 'Policies that AWS manages cannot be deleted.', {}, 403);
      const { AttachmentCount, PermissionsBoundaryUsageCount } = uses(call.accountId, policy.arn);
      if (AttachmentCount + PermissionsBoundaryUsageCount > 0)
        throw new AwsError('DeleteConflictException', 'Cannot delete a policy attached to entities.');
      state.removeManagedPolicy(policy);
      return {};
    },

    AttachRolePolicy(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      const { arn } = policyOf(call.accountId, input.PolicyArn);
      if (!role.attached.has(arn) && role.attached.size >= MAX_ATTACHED)
        throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`);
      role.attached.add(arn);
      return {};
    },

    DetachRolePolicy(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      if (!role.attached.delete(input.PolicyArn ?? '')) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
      return {};
    },

    ListAttachedRolePolicies(input, call) {
      const role = roleOf(world, call.accountId, input.RoleName);
      const { items, ...rest } = paged([...role.attached].sort(), input);
      const name = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
      return { AttachedPolicies: items.map((arn) => ({ PolicyName: name(arn), PolicyArn: arn })), ...rest };
    },
  } satisfies Ops<typeof iam>;
};
