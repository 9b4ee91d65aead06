import type * as ram from '@aws-sdk/client-ram';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import {
  invalidParameter,
  ownedShares,
  ownerOf,
  ownShare,
  paged,
  receivedShares,
  shareView,
  unknownResource,
} from './common';
import type { Share } from './types';

/** RAM's default permission for each type; others would change what receivers may do. */
function refusePermissions(input: { permissionArns?: string[] | undefined; sources?: string[] | undefined }): void {
  if (input.permissionArns?.length || input.sources?.length)
    throw new AwsError('NotImplemented', "The twin's shares have RAM's default permissions and no sources.", {}, 501);
}

/** Resource shares themselves. */
export const shareOps = (world: World): Ops<typeof ram> => {
  const state = world.ram;

  function requireName(name: string | undefined): string {
    if (!name) throw invalidParameter('The name of a resource share must not be empty.');
    return name;
  }

  /** The share of an earlier request with this token, if the request was the same. */
  function repeated(input: ram.CreateResourceShareCommandInput, call: Call): Share | undefined {
    const earlier = state.tokens.get(tokenKey(input.clientToken, call));
    if (!earlier) return undefined;
    if (earlier.request !== JSON.stringify(input))
      throw new AwsError('IdempotentParameterMismatchException', 'The client token was used with other parameters.');
    return state.shares.get(earlier.shareArn);
  }

  function create(input: ram.CreateResourceShareCommandInput, call: Call): Share {
    const now = world.clock.now();
    const allowExternalPrincipals = input.allowExternalPrincipals ?? true;
    const retainOnLeave = input.resourceShareConfiguration?.retainSharingOnAccountLeaveOrganization ?? false;
    if (retainOnLeave && !allowExternalPrincipals)
      throw invalidParameter('Retaining shares of accounts that leave needs allowExternalPrincipals.');
    const share: Share = {
      arn: `arn:aws:ram:${call.region}:${call.accountId}:resource-share/${world.ids.uuid()}`,
      ownerId: call.accountId,
      region: call.region,
      createdAt: now,
      updatedAt: now,
      tags: new Map((input.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
      retainOnLeave,
      associations: [],
      name: requireName(input.name),
      allowExternalPrincipals,
      status: 'ACTIVE',
    };
    const { resourceArns = [], principals = [] } = input;
    state.requireAssociable(share, principals, resourceArns);
    state.shares.set(share.arn, share);
    for (const arn of resourceArns) state.associate(share, 'RESOURCE', arn);
    for (const principal of principals) state.associate(share, 'PRINCIPAL', principal);
    tagsChanged(share, [...share.tags.keys()]);
    return share;
  }

  function tagsChanged(share: Share, changedKeys: readonly string[]): void {
    if (changedKeys.length === 0) return;
    const { ownerId: accountId, region, arn, tags } = share;
    world.trail.tagChange({
      accountId,
      region,
      arn,
      service: 'ram',
      resourceType: 'resource-share',
      changedKeys,
      tags,
    });
  }

  return {
    CreateResourceShare(input, call) {
      refusePermissions(input);
      const share = repeated(input, call) ?? create(input, call);
      if (input.clientToken !== undefined)
        state.tokens.set(tokenKey(input.clientToken, call), { request: JSON.stringify(input), shareArn: share.arn });
      return { resourceShare: shareView(share, call.accountId), clientToken: input.clientToken };
    },

    UpdateResourceShare(input, call) {
      const share = ownShare(world, input.resourceShareArn, call);
      if (
        input.allowExternalPrincipals === false &&
        share.associations.some((one) => one.external && isLive(one.status))
      )
        throw new AwsError('OperationNotPermittedException', 'The resource share has external principals.');
      share.allowExternalPrincipals = input.allowExternalPrincipals ?? share.allowExternalPrincipals;
      if (input.name !== undefined) share.name = requireName(input.name);
      share.updatedAt = world.clock.now();
      return { resourceShare: shareView(share, call.accountId), clientToken: input.clientToken };
    },

    DeleteResourceShare(input, call) {
      const share = ownShare(world, input.resourceShareArn, call);
      share.status = 'DELETING';
      for (const association of share.associations) state.disassociate(association);
      state.refresh();
      world.clock.after(world.times.other, () => {
        share.status = 'DELETED';
        share.updatedAt = world.clock.now();
      });
      return { returnValue: true, clientToken: input.clientToken };
    },

    GetResourceShares(input, call) {
      if (input.permissionArn !== undefined)
        throw new AwsError('NotImplemented', "The twin's shares have no permissions to look for.", {}, 501);
      const own = ownerOf(input.resourceOwner) === 'SELF';
      const { resourceShareArns, resourceShareStatus, name, tagFilters = [] } = input;
      const all = own ? ownedShares(world, call) : receivedShares(world, call);
      const unknown = resourceShareArns?.find((arn) => !all.some((share) => share.arn === arn));
      if (unknown !== undefined) throw unknownResource(`ResourceShare ${unknown} could not be found.`);
      const tagged = (share: Share) =>
        tagFilters.every(({ tagKey = '', tagValues = [] }) => {
          const value = own ? share.tags.get(tagKey) : undefined;
          return value !== undefined && (tagValues.length === 0 || tagValues.includes(value));
        });
      const wanted = all.filter(
        (share) =>
          (!resourceShareArns || resourceShareArns.includes(share.arn)) &&
          (!resourceShareStatus || share.status === resourceShareStatus) &&
          (name === undefined || share.name === name) &&
          tagged(share),
      );
      const { items, next } = paged(wanted, input);
      return { resourceShares: items.map((share) => shareView(share, call.accountId)), nextToken: next };
    },

    TagResource(input, call) {
      const share = ownShare(world, input.resourceArn ?? input.resourceShareArn, call);
      const changes = input.tags ?? [];
      const keys = changes.map(({ key = '' }) => key);
      if (keys.some((key) => !key || key.toLowerCase().startsWith('aws:')))
        throw invalidParameter("Tag keys must not be empty or begin with 'aws:'.");
      if (new Set([...share.tags.keys(), ...keys]).size > 50)
        throw new AwsError('TagLimitExceededException', 'A resource share has at most 50 tags.');
      for (const { key = '', value = '' } of changes) share.tags.set(key, value);
      tagsChanged(share, keys);
      return {};
    },

    UntagResource(input, call) {
      const share = ownShare(world, input.resourceArn ?? input.resourceShareArn, call);
      tagsChanged(
        share,
        (input.tagKeys ?? []).filter((key) => share.tags.delete(key)),
      );
      return {};
    },

    /** Enabling trusted access through Organizations alone is not enough: RAM needs this call. */
    EnableSharingWithAwsOrganization(_input, call) {
      const { organizations } = world;
      if (!organizations.exists || call.accountId !== organizations.managementAccountId)
        throw new AwsError(
          'OperationNotPermittedException',
          'Unable to enable sharing with AWS Organizations. Only the management account of an organization can do so.',
        );
      organizations.sharingEnabled = true;
      organizations.trustedServices.set('ram.amazonaws.com', world.clock.now());
      return { returnValue: true };
    },
  };
};

const tokenKey = (token: string | undefined, call: Call): string =>
  token === undefined ? '' : `${call.accountId}/${call.region}/${token}`;

const isLive = (status: string): boolean => status === 'ASSOCIATED' || status === 'ASSOCIATING';
