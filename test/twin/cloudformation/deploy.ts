import { digest } from '../ids';
import type { Call, Identity } from '../wire/service';
import type { World } from '../world';
import { explain } from '../iam/decide';
import type { Role } from '../iam/state';
import { TemplateFailure } from './failure';
import { takeDown } from './removal';
import type { Work } from './stack';
import { bring } from './update';
import type { StackInstance, StackSet } from './types';

/** Why a stack cannot be worked on in an account and region at all, if so. */
export function obstacle(world: World, { accountId, region }: StackInstance): string | undefined {
  const { managementAccountId } = world.organizations;
  const missing = [accountId, managementAccountId].find((id) => !world.account.usable(id, region));
  return missing === undefined
    ? undefined
    : `Account ${missing} has not enabled the region ${region} (OptInRequired): StackSets need it enabled in the target account and in the management account.`;
}

/** Makes the resources of an instance match its StackSet's template. */
export async function deploy(world: World, set: StackSet, instance: StackInstance): Promise<void> {
  const work = workOn(world, set, instance);
  requireStack(work);
  await bring(work, set.template, { ...set.parameters, ...instance.overrides });
}

/** Removes all resources of an instance. */
export const remove = (world: World, set: StackSet, instance: StackInstance): Promise<void> =>
  takeDown(workOn(world, set, instance));

function workOn(world: World, set: StackSet, instance: StackInstance): Work {
  const { accountId, region, resources } = instance;
  const id =
    (instance.stackId ??= `arn:aws:cloudformation:${region}:${accountId}:stack/StackSet-${set.name}-${world.ids.uuid()}/${world.ids.uuid()}`);
  const name = id.split('/')[1] ?? '';
  return {
    world,
    stack: { name, id, accountId, region, resources },
    call: callIn(world, set, instance),
    // Time does not move while an instance is worked on.
    async wait(what, check) {
      if (!(await check())) throw new Error(`The twin's StackSets make no resources that take time: ${what}`);
    },
  };
}

/** Service control policies bind the administrator role of StackSets, too: a region deny keeps it from creating a stack. */
function requireStack({ world, stack, call }: Work): void {
  const keys = { 'aws:RequestedRegion': call.region };
  const need = { action: 'cloudformation:CreateStack', resource: { arn: stack.id }, keys };
  const denial = world.access.denial(call.caller, need, call);
  if (denial)
    throw new TemplateFailure(
      `User: ${call.caller.arn} is not authorized to perform: ${need.action} on resource: ${stack.id} ${explain(denial, need.action)}`,
    );
}

const SERVICE = 'stacksets.cloudformation.amazonaws.com';
const ADMIN_ROLE = 'AWSServiceRoleForCloudFormationStackSetsOrgAdmin';

const trustOf = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });

/** The role with which StackSets of a management account work in another account. */
export const executionRoleName = (managementAccountId: string, accountId: string): string =>
  `stacksets-exec-${digest(32, managementAccountId, accountId)}`;

/**
 * StackSets acts in a target account through an administrator role `stacksets-exec-…` there, which IAM lists like any other.
 * It trusts the service-linked role of the administrator account (CloudFormation User Guide, trusted access; AWS managed
 * policy CloudFormationStackSetsOrgAdminServiceRolePolicy).
 */
function executionRole(world: World, set: StackSet, accountId: string): Role {
  const name = executionRoleName(set.accountId, accountId);
  const admin =
    world.iam.roleNamed(set.accountId, ADMIN_ROLE) ??
    world.iam.putRole({
      ...{ accountId: set.accountId, name: ADMIN_ROLE, path: `/aws-service-role/${SERVICE}/`, linkedTo: SERVICE },
      trust: trustOf({ Service: SERVICE }),
    });
  return (
    world.iam.roleNamed(accountId, name) ??
    world.iam.putRole({
      ...{ accountId, name, trust: trustOf({ AWS: admin.arn }) },
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    })
  );
}

function callIn(world: World, set: StackSet, { accountId, region }: StackInstance): Call {
  const { name: roleName, roleId: principalId } = executionRole(world, set, accountId);
  const caller: Identity = {
    type: 'AssumedRole',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${set.name}`,
    userId: `${principalId}:${set.name}`,
    accessKeyId: `ASIA${digest(16, roleName, set.name).toUpperCase()}`,
    secretAccessKey: digest(40, roleName),
    issuer: { arn: `arn:aws:iam::${accountId}:role/${roleName}`, userName: roleName, principalId },
  };
  world.identities.set(caller.accessKeyId, caller);
  const requestId = world.ids.uuid();
  return { caller, accountId, region, requestId, host: `cloudformation.${region}.amazonaws.com`, protocol: 'https:' };
}
