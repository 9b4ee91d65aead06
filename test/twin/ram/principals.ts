import { AwsError } from '../wire/errors';
import type { World } from '../world';
import type { Share } from './types';

/** The accounts of a share's principal. */
type Principal =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'organizational-unit'; readonly id: string }
  | { readonly kind: 'organization'; readonly id: string };

const OU = /^arn:aws:organizations::\d{12}:ou\/o-[0-9a-z]+\/(ou-[0-9a-z]+-[0-9a-z]+)$/;
const ORGANIZATION = /^arn:aws:organizations::\d{12}:organization\/(o-[0-9a-z]+)$/;

function parsePrincipal(text: string): Principal | undefined {
  if (/^\d{12}$/.test(text)) return { kind: 'account', accountId: text };
  const unit = OU.exec(text)?.[1];
  if (unit !== undefined) return { kind: 'organizational-unit', id: unit };
  const organization = ORGANIZATION.exec(text)?.[1];
  return organization === undefined ? undefined : { kind: 'organization', id: organization };
}

/** The accounts that a principal covers at present. */
export function accountsOf(world: World, text: string): string[] {
  const { organizations } = world;
  const principal = parsePrincipal(text);
  if (!principal) return [];
  if (principal.kind === 'account') return [principal.accountId];
  const members = organizations.accounts().map((account) => account.id);
  if (principal.kind === 'organization') return principal.id === organizations.organizationId ? members : [];
  return members.filter((id) => organizations.organizationalUnitsAbove(id).includes(principal.id));
}

/**
 * Checks that the share may have this principal, and returns whether it is external. Until sharing with the organization
 * is enabled through RAM itself, RAM treats its accounts as external and its OUs as unknown (AWS docs: RAM,
 * "UnknownResourceException").
 */
export function admitPrincipal(world: World, share: Share, text: string): { external: boolean } {
  const { organizations } = world;
  const principal = parsePrincipal(text);
  if (!principal) {
    if (/^arn:aws:iam::|\.amazonaws\.com$/.test(text))
      throw new AwsError('NotImplemented', 'The twin shares with accounts, OUs and the organization only.', {}, 501);
    throw new AwsError('InvalidParameterException', `Principal ID ${text} is malformed. Verify the ID and try again.`);
  }
  const inOrganization = organizations.sharingEnabled && organizations.isMember(share.ownerId);
  if (principal.kind !== 'account') {
    if (share.retainOnLeave)
      throw new AwsError(
        'InvalidParameterException',
        'A share that retains sharing for accounts that leave the organization takes account ids only.',
      );
    const known =
      principal.kind === 'organization'
        ? principal.id === organizations.organizationId
        : organizations.organizationalUnits.has(principal.id);
    const name = principal.kind === 'organization' ? 'Organization' : 'OrganizationalUnit';
    if (!inOrganization || !known)
      throw new AwsError('UnknownResourceException', `${name} ${principal.id} could not be found.`);
    return { external: false };
  }
  if (principal.accountId === share.ownerId)
    throw new AwsError('InvalidParameterException', `Account ${text} owns the resource share.`);
  const external = share.retainOnLeave || !inOrganization || !organizations.isMember(principal.accountId);
  if (external && !share.allowExternalPrincipals)
    throw new AwsError(
      'OperationNotPermittedException',
      `The resource share does not allow external principals, and ${text} is not in your organization.`,
    );
  return { external };
}
