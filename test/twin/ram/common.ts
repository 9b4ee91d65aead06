import type * as ram from '@aws-sdk/client-ram';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import type { Association, Share } from './types';

export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
export const unknownResource = (message: string) => new AwsError('UnknownResourceException', message);

/** A share that the caller owns in this region and that is not deleted. */
export function ownShare(world: World, arn: string | undefined, call: Call): Share {
  if (!/^arn:aws:ram:[^:]+:\d{12}:resource-share\/[^/]+$/.test(arn ?? ''))
    throw new AwsError('MalformedArnException', `The specified ARN ${arn} is not valid.`);
  const share = world.ram.shares.get(arn ?? '');
  if (!share || share.ownerId !== call.accountId || share.region !== call.region || share.status !== 'ACTIVE')
    throw unknownResource(`ResourceShare ${arn} could not be found.`);
  return share;
}

/** Shares of this region that reach the caller. */
export const receivedShares = (world: World, call: Call): Share[] =>
  [...world.ram.shares.values()].filter(
    (share) =>
      share.region === call.region && share.status === 'ACTIVE' && world.ram.receivers(share).includes(call.accountId),
  );

export const ownedShares = (world: World, call: Call): Share[] =>
  [...world.ram.shares.values()].filter((share) => share.region === call.region && share.ownerId === call.accountId);

/** SELF or OTHER-ACCOUNTS. */
export function ownerOf(value: ram.ResourceOwner | undefined): ram.ResourceOwner {
  if (value !== 'SELF' && value !== 'OTHER-ACCOUNTS')
    throw invalidParameter(
      `${value} is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.`,
    );
  return value;
}

interface Paged {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export function paged<T>(items: readonly T[], input: Paged) {
  const limit = input.maxResults ?? 500;
  if (limit < 1 || limit > 500)
    throw new AwsError('InvalidMaxResultsException', 'maxResults must be between 1 and 500.');
  return page(items, {
    limit,
    token: input.nextToken,
    invalidToken: () => new AwsError('InvalidNextTokenException', 'The specified value for NextToken is not valid.'),
  });
}

export const shareView = (share: Share, viewerId: string): ram.ResourceShare => ({
  resourceShareArn: share.arn,
  name: share.name,
  owningAccountId: share.ownerId,
  allowExternalPrincipals: share.allowExternalPrincipals,
  status: share.status,
  creationTime: share.createdAt,
  lastUpdatedTime: share.updatedAt,
  featureSet: 'STANDARD',
  // Tags are visible to the account that set them.
  ...(share.ownerId === viewerId ? { tags: [...share.tags].map(([key, value]) => ({ key, value })) } : {}),
  ...(share.retainOnLeave ? { resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true } } : {}),
});

export const associationView = (share: Share, association: Association): ram.ResourceShareAssociation => ({
  resourceShareArn: share.arn,
  resourceShareName: share.name,
  associatedEntity: association.entity,
  associationType: association.type,
  status: association.status,
  creationTime: association.createdAt,
  lastUpdatedTime: association.updatedAt,
  external: association.external,
});
