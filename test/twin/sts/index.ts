import * as sts from '@aws-sdk/client-sts';
import { defineService } from '../wire/define';
import { AwsError } from '../wire/errors';
import type { Ops, Service } from '../wire/service';
import type { World } from '../world';
import { assumeRole, type Session } from './assume-role';
import { assumeRoleWithWebIdentity, webIdentity } from './web-identity';

const stsOps = (world: World): Ops<typeof sts> => ({
  GetCallerIdentity(_input, { caller, region }) {
    if (!world.account.usable(caller.accountId, region))
      throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid', {}, 403);
    return { UserId: caller.userId, Account: caller.accountId, Arn: caller.arn };
  },

  AssumeRole(input, call) {
    return view(assumeRole(world, input, call));
  },

  AssumeRoleWithWebIdentity(input, call) {
    const { session, claims, provider } = assumeRoleWithWebIdentity(world, input, call);
    return {
      ...view(session),
      SubjectFromWebIdentityToken: claims.sub,
      Audience: claims.aud[0],
      Provider: provider,
    };
  },
});

const view = ({ identity, expiresAt, assumedRoleId }: Session) => ({
  Credentials: {
    AccessKeyId: identity.accessKeyId,
    SecretAccessKey: identity.secretAccessKey,
    SessionToken: identity.sessionToken,
    Expiration: expiresAt,
  },
  AssumedRoleUser: { AssumedRoleId: assumedRoleId, Arn: identity.arn },
});

/** STS: GetCallerIdentity, and sessions of roles. */
export const stsService = (world: World): Service =>
  defineService(sts)(stsOps(world), { AssumeRoleWithWebIdentity: webIdentity });
