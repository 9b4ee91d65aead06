import type * as iam from '@aws-sdk/client-iam';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { changeable, limitExceeded, noSuchEntity, paged, policySize, roleOf, validation } from './common';
import { parseIdentityPolicy } from './policy-validation';
import type { Role } from './state';

/** All inline policies of a role together, in characters without white space. */
const MAX_INLINE_SIZE = 10_240;

/** Inline policies of roles. */
export const rolePolicyOps = (world: World) => {
  function policyOf(role: Role, name = ''): string {
    const policy = role.policies.get(name);
    if (policy === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
    return policy;
  }

  return {
    PutRolePolicy(input, call) {
      const { PolicyName: name = '', PolicyDocument: text = '' } = input;
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw validation(`The policy name ${name} is invalid.`);
      parseIdentityPolicy(text);
      const others = [...role.policies].filter(([other]) => other !== name).map(([, other]) => policySize(other));
      if (others.reduce((sum, size) => sum + size, policySize(text)) > MAX_INLINE_SIZE)
        throw limitExceeded(`Maximum policy size of ${MAX_INLINE_SIZE} bytes exceeded for role ${role.name}`);
      role.policies.set(name, text);
      return {};
    },

    GetRolePolicy(input, call) {
      const role = roleOf(world, call.accountId, input.RoleName);
      return {
        RoleName: role.name,
        PolicyName: input.PolicyName,
        PolicyDocument: encodeURIComponent(policyOf(role, input.PolicyName)),
      };
    },

    ListRolePolicies(input, call) {
      const role = roleOf(world, call.accountId, input.RoleName);
      const { items, ...rest } = paged([...role.policies.keys()].sort(), input);
      return { PolicyNames: items, ...rest };
    },

    DeleteRolePolicy(input, call) {
      const role = changeable(roleOf(world, call.accountId, input.RoleName));
      policyOf(role, input.PolicyName);
      role.policies.delete(input.PolicyName ?? '');
      return {};
    },
  } satisfies Ops<typeof iam>;
};
