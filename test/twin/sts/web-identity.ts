import type { AssumeRoleWithWebIdentityCommandInput } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { decide } from '../iam/decide';
import { trustPolicy, type OidcProvider, type Role } from '../iam/state';
import { AwsError } from '../wire/errors';
import type { Call, Identity } from '../wire/service';
import type { World } from '../world';
import {
  checkedDuration,
  isInService,
  open,
  requireEnabledRegion,
  requireValidSession,
  type Session,
} from './assume-role';

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.array(z.string()), z.string().transform((one) => [one])]),
  exp: z.number(),
});
type Claims = z.infer<typeof claimsSchema>;

const requestSchema = z.object({ RoleArn: z.string(), WebIdentityToken: z.string() });
const invalidToken = (message: string) => new AwsError('InvalidIdentityTokenException', message);
const notAuthorized = () =>
  new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', {}, 403);

function claimsIn(token: string): Claims {
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
  } catch {
    throw invalidToken(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
}

/** The caller of an unsigned request, as CloudTrail records it in the account of the role. */
export function webIdentity(input: unknown): Identity {
  const { RoleArn, WebIdentityToken } = requestSchema.parse(input);
  const accountId = RoleArn.split(':')[4] ?? '';
  const { iss, sub } = claimsIn(WebIdentityToken);
  const userId = `arn:aws:iam::${accountId}:oidc-provider/${iss.replace('https://', '')}:aud:${sub}`;
  return { type: 'WebIdentityUser', accountId, arn: userId, userId, accessKeyId: '', secretAccessKey: '' };
}

/**
 * Opens a session of a role for the subject of a token from an OIDC provider of the role's account, if the role trusts
 * that provider for it (AWS docs: STS, AssumeRoleWithWebIdentity).
 */
export function assumeRoleWithWebIdentity(
  world: World,
  input: AssumeRoleWithWebIdentityCommandInput,
  call: Call,
): { readonly session: Session; readonly claims: Claims; readonly provider: string } {
  const { RoleArn: arn = '', RoleSessionName: name = '', WebIdentityToken: token = '' } = input;
  requireValidSession(arn, name, input.DurationSeconds);
  const extra = (['Policy', 'PolicyArns', 'ProviderId'] as const).find((parameter) => input[parameter] !== undefined);
  if (extra !== undefined)
    throw new AwsError('NotImplemented', `The twin's AssumeRoleWithWebIdentity has no ${extra}.`, {}, 501);
  const claims = claimsIn(token);
  const role = world.iam.role(arn);
  if (!role || !isInService(world, role.accountId)) throw notAuthorized();
  requireEnabledRegion(world, role, call.region);
  const provider = providerOf(world, role, token, claims);
  const verdict = decide(
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: arn,
      resourceAccountId: role.accountId,
      requester: { type: 'Federated', provider: provider.arn },
      context: new Map([
        [`${provider.url}:aud`.toLowerCase(), claims.aud],
        [`${provider.url}:sub`.toLowerCase(), [claims.sub]],
      ]),
    },
    { resource: { type: 'role trust policy', policy: trustPolicy(role) } },
  );
  if (verdict.effect === 'Deny') throw notAuthorized();
  const session = open(world, role, name, checkedDuration(role, input.DurationSeconds, call.caller));
  return { session, claims, provider: provider.arn };
}

/** The provider of the role's own account that the token is from, if the token is good. */
function providerOf(world: World, { accountId }: Role, token: string, claims: Claims): OidcProvider {
  const provider = world.iam.oidcProviders.get(
    `arn:aws:iam::${accountId}:oidc-provider/${claims.iss.replace('https://', '')}`,
  );
  if (!provider) throw invalidToken(`No OpenIDConnect provider found in your account for ${claims.iss}`);
  if (!claims.aud.some((audience) => provider.clientIds.has(audience))) throw invalidToken('Incorrect token audience');
  const signed = world.eks.signed(token, claims.iss);
  if (signed === undefined)
    throw invalidToken(
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  if (!signed) throw invalidToken('The token is not signed by its issuer');
  if (claims.exp * 1000 <= world.clock.now().getTime())
    throw new AwsError(
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
    );
  return provider;
}
