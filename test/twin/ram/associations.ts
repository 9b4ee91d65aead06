import type * as ram from '@aws-sdk/client-ram';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import {
  associationView,
  invalidParameter,
  ownedShares,
  ownerOf,
  ownShare,
  paged,
  receivedShares,
  unknownResource,
} from './common';
import { isResourceType, resourceExists, resourceTypeOf } from './resources';
import { associated, type Association, type Share } from './types';

/** Resources of one request (AWS docs: RAM API reference). */
const MAX_RESOURCES = 100;

const isOneOf = <T extends string>(wanted: readonly T[] | undefined, value: T): boolean =>
  !wanted || wanted.includes(value);

/** Resources and principals of a share: the owner changes them, both sides see them. */
export const associationOps = (world: World): Ops<typeof ram> => {
  const state = world.ram;

  function requireType(type: string | undefined): void {
    if (type !== undefined && !isResourceType(type))
      throw invalidParameter(`The twin does not share resources of type ${type}.`);
  }

  function refuseSources(input: { sources?: string[] | undefined }): void {
    if (input.sources?.length) throw new AwsError('NotImplemented', "The twin's shares have no sources.", {}, 501);
  }

  function entities(input: { principals?: string[] | undefined; resourceArns?: string[] | undefined }) {
    const { principals = [], resourceArns = [] } = input;
    if (principals.length + resourceArns.length === 0)
      throw invalidParameter('Specify at least one principal or resource.');
    if (resourceArns.length > MAX_RESOURCES)
      throw new AwsError('ResourceShareLimitExceededException', 'A request takes at most 100 resources.');
    return { principals, resourceArns };
  }

  function live(share: Share, type: Association['type'], entity: string): Association {
    const found = share.associations.find((one) => one.type === type && one.entity === entity);
    if (!found || found.status === 'DISASSOCIATED' || found.status === 'DISASSOCIATING')
      throw unknownResource(`${entity} is not associated with the resource share.`);
    return found;
  }

  return {
    AssociateResourceShare(input, call) {
      refuseSources(input);
      const share = ownShare(world, input.resourceShareArn, call);
      const { principals, resourceArns } = entities(input);
      state.requireAssociable(share, principals, resourceArns);
      const changed = [
        ...resourceArns.map((arn) => state.associate(share, 'RESOURCE', arn)),
        ...principals.map((principal) => state.associate(share, 'PRINCIPAL', principal)),
      ];
      return {
        resourceShareAssociations: changed.map((one) => associationView(share, one)),
        clientToken: input.clientToken,
      };
    },

    DisassociateResourceShare(input, call) {
      refuseSources(input);
      const share = ownShare(world, input.resourceShareArn, call);
      const { principals, resourceArns } = entities(input);
      const changed = [
        ...resourceArns.map((arn) => live(share, 'RESOURCE', arn)),
        ...principals.map((principal) => live(share, 'PRINCIPAL', principal)),
      ];
      for (const association of changed) state.disassociate(association);
      return {
        resourceShareAssociations: changed.map((one) => associationView(share, one)),
        clientToken: input.clientToken,
      };
    },

    /** Of shares that the caller owns only. */
    GetResourceShareAssociations(input, call) {
      const { associationType: type, principal, resourceArn, associationStatus, resourceShareArns } = input;
      if (type !== 'PRINCIPAL' && type !== 'RESOURCE')
        throw invalidParameter(`${type} is not a valid association type. Specify PRINCIPAL or RESOURCE.`);
      if (type === 'RESOURCE' && principal !== undefined)
        throw invalidParameter('You cannot specify a principal when the association type is RESOURCE.');
      if (type === 'PRINCIPAL' && resourceArn !== undefined)
        throw invalidParameter('You cannot specify a resource ARN when the association type is PRINCIPAL.');
      const shares = ownedShares(world, call);
      const unknown = resourceShareArns?.find((arn) => !shares.some((share) => share.arn === arn));
      if (unknown !== undefined) throw unknownResource(`ResourceShare ${unknown} could not be found.`);
      const entity = principal ?? resourceArn;
      const found = shares
        .filter((share) => isOneOf(resourceShareArns, share.arn))
        .flatMap((share) => share.associations.map((association) => ({ share, association })))
        .filter(
          ({ association }) =>
            association.type === type &&
            (entity === undefined || association.entity === entity) &&
            (associationStatus === undefined || association.status === associationStatus),
        );
      const { items, next } = paged(found, input);
      return {
        resourceShareAssociations: items.map(({ share, association }) => associationView(share, association)),
        nextToken: next,
      };
    },

    ListResources(input, call) {
      requireType(input.resourceType);
      const own = ownerOf(input.resourceOwner) === 'SELF';
      const shares = own ? ownedShares(world, call) : receivedShares(world, call);
      const concerns = (share: Share): boolean =>
        isOneOf(input.resourceShareArns, share.arn) &&
        (input.principal === undefined ||
          (own ? associated(share, 'PRINCIPAL').includes(input.principal) : share.ownerId === input.principal));
      const resources = shares.filter(concerns).flatMap((share) =>
        share.associations
          .filter(({ type, status, entity }) => {
            const ready = type === 'RESOURCE' && status === 'ASSOCIATED' && isOneOf(input.resourceArns, entity);
            return ready && (input.resourceType === undefined || resourceTypeOf(entity) === input.resourceType);
          })
          .map((association) => ({
            arn: association.entity,
            type: resourceTypeOf(association.entity),
            resourceShareArn: share.arn,
            status: resourceExists(world, association.entity) ? ('AVAILABLE' as const) : ('UNAVAILABLE' as const),
            creationTime: association.createdAt,
            lastUpdatedTime: association.updatedAt,
            resourceRegionScope: 'REGIONAL' as const,
          })),
      );
      const { items, next } = paged(resources, input);
      return { resources: items, nextToken: next };
    },

    /** For own shares their principals; for other accounts' shares their owners. */
    ListPrincipals(input, call) {
      requireType(input.resourceType);
      const own = ownerOf(input.resourceOwner) === 'SELF';
      const shares = (own ? ownedShares(world, call) : receivedShares(world, call)).filter((share) => {
        const arns = associated(share, 'RESOURCE');
        return (
          isOneOf(input.resourceShareArns, share.arn) &&
          (input.resourceArn === undefined || arns.includes(input.resourceArn)) &&
          (input.resourceType === undefined || arns.some((arn) => resourceTypeOf(arn) === input.resourceType))
        );
      });
      const principals = shares.flatMap((share) =>
        share.associations
          .filter(({ type, status }) => type === 'PRINCIPAL' && status === 'ASSOCIATED')
          .slice(0, own ? undefined : 1)
          .map((association) => ({
            id: own ? association.entity : share.ownerId,
            resourceShareArn: share.arn,
            creationTime: association.createdAt,
            lastUpdatedTime: association.updatedAt,
            external: association.external,
          }))
          .filter(({ id }) => isOneOf(input.principals, id)),
      );
      const { items, next } = paged(principals, input);
      return { principals: items, nextToken: next };
    },
  };
};
