import type * as iam from '@aws-sdk/client-iam';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import {
  changeable,
  exists,
  invalidInput,
  limitExceeded,
  noSuchEntity,
  paged,
  policySize,
  roleOf,
  tagList,
  tagsChanged,
  validation,
  withTags,
} from './common';
import { linkedRoleName, provideLinkedRole } from './linked-roles';
import type { Role } from './state';

/** AWS's default quota for a trust policy, in characters without white space. */
const MAX_TRUST_SIZE = 2048;

/** How the API shows a role; policy documents are URL-encoded in every output of IAM. */
const view = (role: Role): iam.Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.roleId,
  Arn: role.arn,
  CreateDate: role.createdAt,
  AssumeRolePolicyDocument: encodeURIComponent(role.trust.text),
  MaxSessionDuration: role.maxSessionSeconds,
});

const details = (role: Role): iam.Role => ({
  ...view(role),
  Description: role.description,
  ...(role.tags.size > 0 ? { Tags: tagList(role.tags) } : {}),
  ...(role.permissionsBoundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
          PermissionsBoundaryArn: role.permissionsBoundary,
        },
      }),
});

function checkedTrust(text = ''): string {
  if (policySize(text) > MAX_TRUST_SIZE)
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_SIZE}`);
  return text;
}

function checkedDuration(seconds: number | undefined): number | undefined {
  if (seconds !== undefined && (seconds < 3600 || seconds > 43_200))
    throw validation('MaxSessionDuration must be between 3600 and 43200 seconds.');
  return seconds;
}

/** Roles themselves; their inline policies are in `role-policies.ts`. */
export const roleOps = (world: World) => {
  const state = world.iam;

  function checkedBoundary(accountId: string, arn: string): string {
    if (!/^arn:aws:iam::(aws|\d{12}):policy\/.+$/.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`);
    const owner = state.managedPolicy(arn)?.accountId;
    if (owner !== 'aws' && owner !== accountId)
      throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
    return arn;
  }

  return {
    CreateRole(input, call) {
      const { RoleName: name = '', Path: path = '/' } = input;
      if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw validation(`The role name ${name} is invalid.`);
      if (!/^\/([\x21-\x7e]*\/)?$/.test(path)) throw validation(`The path ${path} must begin and end with /.`);
      const tags = withTags(new Map(), input.Tags ?? []);
      const maxSessionSeconds = checkedDuration(input.MaxSessionDuration);
      const permissionsBoundary =
        input.PermissionsBoundary === undefined
          ? undefined
          : checkedBoundary(call.accountId, input.PermissionsBoundary);
      const trust = checkedTrust(input.AssumeRolePolicyDocument);
      state.trust(trust);
      if (state.roleNamed(call.accountId, name)) throw exists(`Role with name ${name} already exists.`);
      const role = state.putRole({
        accountId: call.accountId,
        name,
        path,
        trust,
        tags: Object.fromEntries(tags),
        description: input.Description,
        maxSessionSeconds,
        permissionsBoundary,
      });
      if (tags.size > 0) tagsChanged(world, role, 'role', [...tags.keys()]);
      return { Role: details(role) };
    },

    GetRole(input, call) {
      return { Role: details(roleOf(world, call.accountId, input.RoleName)) };
    },

    ListRoles(input, call) {
      const prefix = input.PathPrefix ?? '/';
      const roles = state.rolesIn(call.accountId).filter((role) => role.path.startsWith(prefix));
      const { items, ...rest } = paged(roles, input);
      return { Roles: items.map(view), ...rest };
    },

    UpdateRole(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      role.maxSessionSeconds = checkedDuration(input.MaxSessionDuration) ?? role.maxSessionSeconds;
      if (input.Description !== undefined) role.description = input.Description;
      return {};
    },

    UpdateAssumeRolePolicy(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      role.trust = state.trust(checkedTrust(input.PolicyDocument));
      return {};
    },

    PutRolePermissionsBoundary(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      role.permissionsBoundary = checkedBoundary(call.accountId, input.PermissionsBoundary ?? '');
      return {};
    },

    DeleteRolePermissionsBoundary(input, call) {
      changeable(roleOf(world, call.accountId, input.RoleName)).permissionsBoundary = undefined;
      return {};
    },

    DeleteRole(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      if (role.policies.size + role.attached.size > 0)
        throw new AwsError(
          'DeleteConflictException',
          `Cannot delete entity, must ${role.policies.size > 0 ? 'delete' : 'detach all'} policies first.`,
        );
      state.removeRole(role);
      return {};
    },

    TagRole(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      const changes = input.Tags ?? [];
      for (const [key, value] of withTags(role.tags, changes)) role.tags.set(key, value);
      tagsChanged(
        world,
        role,
        'role',
        changes.flatMap((tag) => tag.Key ?? []),
      );
      return {};
    },

    UntagRole(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      const removed = (input.TagKeys ?? []).filter((key) => role.tags.delete(key));
      if (removed.length > 0) tagsChanged(world, role, 'role', removed);
      return {};
    },

    ListRoleTags(input, call) {
      const role = roleOf(world, call.accountId, input.RoleName);
      const { items, ...rest } = paged(tagList(role.tags), input);
      return { Tags: items, ...rest };
    },

    CreateServiceLinkedRole(input, call) {
      const service = input.AWSServiceName ?? '';
      const name = linkedRoleName(service);
      if (name === undefined || input.CustomSuffix !== undefined)
        throw invalidInput(`The twin has no service-linked role of ${service} with these parameters.`);
      if (state.roleNamed(call.accountId, name))
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      const role = provideLinkedRole(world, call.accountId, service, input.Description);
      return { Role: details(role) };
    },
  } satisfies Ops<typeof iam>;
};
