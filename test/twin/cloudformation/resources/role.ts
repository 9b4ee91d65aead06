import * as z from 'zod';
import { rolePolicyOps } from '../../iam/role-policies';
import { roleOps } from '../../iam/roles';
import { count, document, tags, text } from '../fields';
import { resource, type Scope } from '../resource-type';

const schema = z.strictObject({
  RoleName: text.optional(),
  Path: text.optional(),
  Description: text.optional(),
  AssumeRolePolicyDocument: document,
  MaxSessionDuration: count.optional(),
  PermissionsBoundary: text.optional(),
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument: document })).default([]),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

function putPolicies(RoleName: string, { Policies }: Properties, { world, call }: Scope): void {
  for (const policy of Policies) rolePolicyOps(world).PutRolePolicy({ RoleName, ...policy }, call);
}

/** AWS::IAM::Role with inline policies. */
export const role = resource(schema, {
  create({ Policies, ...properties }, scope) {
    const { world, call } = scope;
    const RoleName = properties.RoleName ?? scope.generatedName.slice(0, 64);
    const { Role: made } = roleOps(world).CreateRole({ ...properties, RoleName }, call);
    putPolicies(RoleName, { ...properties, Policies }, scope);
    return { ref: RoleName, attributes: { Arn: made.Arn ?? '', RoleId: made.RoleId ?? '' } };
  },

  update({ current, properties }, scope) {
    const { world, call } = scope;
    const { AssumeRolePolicyDocument, Description = '', MaxSessionDuration = 3600, PermissionsBoundary } = properties;
    const roles = roleOps(world);
    const RoleName = current.ref;
    roles.UpdateAssumeRolePolicy({ RoleName, PolicyDocument: AssumeRolePolicyDocument }, call);
    roles.UpdateRole({ RoleName, Description, MaxSessionDuration }, call);
    if (PermissionsBoundary === undefined) roles.DeleteRolePermissionsBoundary({ RoleName }, call);
    else roles.PutRolePermissionsBoundary({ RoleName, PermissionsBoundary }, call);
    for (const { PolicyName } of current.properties.Policies)
      if (!properties.Policies.some((kept) => kept.PolicyName === PolicyName))
        rolePolicyOps(world).DeleteRolePolicy({ RoleName, PolicyName }, call);
    putPolicies(RoleName, properties, scope);
    const keys = (properties.Tags ?? []).map(({ Key }) => Key);
    const TagKeys = (current.properties.Tags ?? []).map(({ Key }) => Key).filter((key) => !keys.includes(key));
    if (TagKeys.length > 0) roles.UntagRole({ RoleName, TagKeys }, call);
    if (keys.length > 0) roles.TagRole({ RoleName, Tags: properties.Tags }, call);
    return { ref: current.ref, attributes: current.attributes };
  },

  remove({ ref: RoleName, properties }, { world, call }) {
    for (const { PolicyName } of properties.Policies)
      rolePolicyOps(world).DeleteRolePolicy({ RoleName, PolicyName }, call);
    roleOps(world).DeleteRole({ RoleName }, call);
  },
});
