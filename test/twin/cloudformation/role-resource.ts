import { rolePolicyOps } from '../iam/role-policies';
import { roleOps } from '../iam/roles';
import type { JsonObject } from '../json';
import { objects, optionalText, requiredText, type ResourceType, type Scope } from './resource-type';

const policiesOf = (properties: JsonObject): Map<string, string> =>
  new Map(
    objects(properties['Policies']).map((policy) => [
      requiredText(policy['PolicyName']),
      JSON.stringify(policy['PolicyDocument']),
    ]),
  );

const tagsOf = (properties: JsonObject) =>
  objects(properties['Tags']).map((tag) => ({ Key: requiredText(tag['Key']), Value: requiredText(tag['Value']) }));

const durationOf = (properties: JsonObject): number | undefined => {
  const seconds = optionalText(properties['MaxSessionDuration']);
  return seconds === undefined ? undefined : Number(seconds);
};

function putPolicies(RoleName: string, properties: JsonObject, { world, call }: Scope): void {
  const ops = rolePolicyOps(world);
  for (const [PolicyName, PolicyDocument] of policiesOf(properties))
    ops.PutRolePolicy({ RoleName, PolicyName, PolicyDocument }, call);
}

const attributesOf = (arn: string | undefined, roleId: string | undefined) => ({
  Arn: arn ?? '',
  RoleId: roleId ?? '',
});

/** AWS::IAM::Role with inline policies. */
export const roleResource: ResourceType = {
  properties: [
    ...['RoleName', 'Path', 'Description', 'AssumeRolePolicyDocument', 'MaxSessionDuration', 'PermissionsBoundary'],
    ...['Policies', 'Tags'],
  ],

  create(properties, scope) {
    const { world, call } = scope;
    const RoleName = optionalText(properties['RoleName']) ?? scope.generatedName.slice(0, 64);
    const { Role: role } = roleOps(world).CreateRole(
      {
        RoleName,
        Path: optionalText(properties['Path']),
        Description: optionalText(properties['Description']),
        AssumeRolePolicyDocument: JSON.stringify(properties['AssumeRolePolicyDocument']),
        MaxSessionDuration: durationOf(properties),
        PermissionsBoundary: optionalText(properties['PermissionsBoundary']),
        Tags: tagsOf(properties),
      },
      call,
    );
    putPolicies(RoleName, properties, scope);
    return { ref: RoleName, attributes: attributesOf(role.Arn, role.RoleId) };
  },

  update(current, properties, scope) {
    const { world, call } = scope;
    const roles = roleOps(world);
    const RoleName = current.ref;
    const PolicyDocument = JSON.stringify(properties['AssumeRolePolicyDocument']);
    roles.UpdateAssumeRolePolicy({ RoleName, PolicyDocument }, call);
    roles.UpdateRole(
      {
        RoleName,
        Description: optionalText(properties['Description']) ?? '',
        MaxSessionDuration: durationOf(properties) ?? 3600,
      },
      call,
    );
    const PermissionsBoundary = optionalText(properties['PermissionsBoundary']);
    if (PermissionsBoundary === undefined) roles.DeleteRolePermissionsBoundary({ RoleName }, call);
    else roles.PutRolePermissionsBoundary({ RoleName, PermissionsBoundary }, call);
    const kept = policiesOf(properties);
    for (const PolicyName of policiesOf(current.properties).keys())
      if (!kept.has(PolicyName)) rolePolicyOps(world).DeleteRolePolicy({ RoleName, PolicyName }, call);
    putPolicies(RoleName, properties, scope);
    return { ref: current.ref, attributes: current.attributes };
  },

  remove({ ref: RoleName, properties }, { world, call }) {
    for (const PolicyName of policiesOf(properties).keys())
      rolePolicyOps(world).DeleteRolePolicy({ RoleName, PolicyName }, call);
    roleOps(world).DeleteRole({ RoleName }, call);
  },

  replaces: (current, properties) =>
    (optionalText(properties['RoleName']) ?? current.ref) !== current.ref ||
    (optionalText(properties['Path']) ?? '/') !== (optionalText(current.properties['Path']) ?? '/'),
};
