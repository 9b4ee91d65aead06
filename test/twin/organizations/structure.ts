import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import {
  constraint,
  invalidInput,
  paged,
  parentOf,
  requireManagement,
  requireMember,
  requireReader,
  withTags,
} from './common';
import type { OrganizationalUnit } from './types';

const MAX_OU_DEPTH = 5;

/** The organization, its root and its OUs. */
export const structureOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;

  const organization = () => ({
    Id: state.organizationId,
    Arn: state.arn('organization'),
    FeatureSet: 'ALL' as const,
    MasterAccountId: state.managementAccountId,
    MasterAccountArn: state.arn('account', state.managementAccountId),
    MasterAccountEmail: state.account(state.managementAccountId)?.email,
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY' as const, Status: 'ENABLED' as const }],
  });

  const view = (unit: OrganizationalUnit) => ({
    Id: unit.id,
    Arn: unit.arn,
    Name: unit.name,
    Path: state.parentPath(unit.id),
  });

  function unitOf(id: string | undefined): OrganizationalUnit {
    const unit = state.organizationalUnits.get(id ?? '');
    if (!unit)
      throw new AwsError(
        'OrganizationalUnitNotFoundException',
        "You specified an organizational unit that doesn't exist.",
      );
    return unit;
  }

  const unitsIn = (parentId: string) =>
    [...state.organizationalUnits.values()].filter((unit) => unit.parentId === parentId);
  const accountsIn = (parentId: string) => state.accounts().filter((account) => account.parentId === parentId);

  function requireFreeName(parentId: string, name: string | undefined): string {
    if (!name || name.length > 128)
      throw invalidInput('MAX_LENGTH_EXCEEDED', 'The name of an OU has 1 to 128 characters.');
    if (unitsIn(parentId).some((unit) => unit.name === name))
      throw new AwsError('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.');
    return name;
  }

  /** The id that is given for this path below the root, or a new one. */
  function unitId(parentId: string, name: string): string {
    const path = [...state.unitsDownTo(parentId).map((id) => unitOf(id).name), name].join('/');
    const given = world.given.organizationalUnits?.[path];
    if (given !== undefined && !state.organizationalUnits.has(given)) return given;
    return world.ids.id(`ou-${state.rootId.slice(2)}-`, 8, 'abcdefghijklmnopqrstuvwxyz0123456789');
  }

  return {
    CreateOrganization(input, call) {
      if (state.isMember(call.accountId))
        throw new AwsError('AlreadyInOrganizationException', 'The AWS account is already a member of an organization.');
      if (call.accountId !== state.managementAccountId)
        throw new AwsError(
          'NotImplemented',
          `The twin has one organization, and only account ${state.managementAccountId} can create it.`,
          {},
          501,
        );
      if (input.FeatureSet === 'CONSOLIDATED_BILLING')
        throw new AwsError('NotImplemented', 'The twin has organizations with all features only.', {}, 501);
      const founder = state.standalone(call.accountId);
      if (!founder) throw new Error(`The management account ${call.accountId} is not a standalone account.`);
      state.exists = true;
      state.join(founder, 'INVITED');
      return { Organization: organization() };
    },

    DescribeOrganization(_input, call) {
      requireMember(world, call);
      return { Organization: organization() };
    },

    ListRoots(input, call) {
      requireReader(world, call);
      const { items, next } = paged([state.root()], input);
      return { Roots: items, NextToken: next };
    },

    CreateOrganizationalUnit(input, call) {
      requireManagement(world, call);
      const parentId = parentOf(world, input.ParentId);
      const name = requireFreeName(parentId, input.Name);
      if (state.unitsDownTo(parentId).length >= MAX_OU_DEPTH)
        throw constraint('OU_DEPTH_LIMIT_EXCEEDED', 'An OU can be nested five levels deep.');
      const tags = withTags(new Map(), input.Tags ?? []);
      const id = unitId(parentId, name);
      const unit: OrganizationalUnit = { id, arn: state.arn('ou', id), name, parentId, tags };
      state.organizationalUnits.set(id, unit);
      return { OrganizationalUnit: view(unit) };
    },

    DescribeOrganizationalUnit(input, call) {
      requireReader(world, call);
      return { OrganizationalUnit: view(unitOf(input.OrganizationalUnitId)) };
    },

    UpdateOrganizationalUnit(input, call) {
      requireManagement(world, call);
      const unit = unitOf(input.OrganizationalUnitId);
      if (input.Name !== undefined && input.Name !== unit.name) unit.name = requireFreeName(unit.parentId, input.Name);
      return { OrganizationalUnit: view(unit) };
    },

    DeleteOrganizationalUnit(input, call) {
      requireManagement(world, call);
      const { id } = unitOf(input.OrganizationalUnitId);
      if (unitsIn(id).length > 0 || accountsIn(id).length > 0)
        throw new AwsError('OrganizationalUnitNotEmptyException', 'The OU still holds accounts or other OUs.');
      state.organizationalUnits.delete(id);
      state.policies.removeTarget(id);
      return {};
    },

    ListOrganizationalUnitsForParent(input, call) {
      requireReader(world, call);
      const { items, next } = paged(unitsIn(parentOf(world, input.ParentId)), input);
      return { OrganizationalUnits: items.map(view), NextToken: next };
    },

    ListParents(input, call) {
      requireReader(world, call);
      const child = state.account(input.ChildId ?? '') ?? state.organizationalUnits.get(input.ChildId ?? '');
      if (!child) throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
      const Type = child.parentId === state.rootId ? ('ROOT' as const) : ('ORGANIZATIONAL_UNIT' as const);
      const { items, next } = paged([{ Id: child.parentId, Type }], input);
      return { Parents: items, NextToken: next };
    },

    ListChildren(input, call) {
      requireReader(world, call);
      const parentId = parentOf(world, input.ParentId);
      const Type = input.ChildType;
      if (Type !== 'ACCOUNT' && Type !== 'ORGANIZATIONAL_UNIT')
        throw invalidInput('INVALID_ENUM', 'ChildType is ACCOUNT or ORGANIZATIONAL_UNIT.');
      const children = Type === 'ACCOUNT' ? accountsIn(parentId) : unitsIn(parentId);
      const { items, next } = paged(
        children.map(({ id }) => ({ Id: id, Type })),
        input,
      );
      return { Children: items, NextToken: next };
    },
  };
};
