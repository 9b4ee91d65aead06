import type { World } from '../world';
import type { Ask, Dependent } from './actions/types';
import type { Role } from './state';

/** The names that AWS gives where they do not simply follow from the service's. */
const SERVICE_LINKED_ROLES: Readonly<Record<string, string>> = {
  'transitgateway.amazonaws.com': 'AWSServiceRoleForVPCTransitGateway',
  'ram.amazonaws.com': 'AWSServiceRoleForResourceAccessManager',
  'organizations.amazonaws.com': 'AWSServiceRoleForOrganizations',
  'route53resolver.amazonaws.com': 'AWSServiceRoleForRoute53Resolver',
  'member.org.stacksets.cloudformation.amazonaws.com': 'AWSServiceRoleForCloudFormationStackSetsOrgMember',
  'eks.amazonaws.com': 'AWSServiceRoleForAmazonEKS',
};

/** The name of a service's linked role; undefined for a service that the twin has none of. */
export const linkedRoleName = (service: string): string | undefined => SERVICE_LINKED_ROLES[service];

/** Gives an account the linked role of a service, if it has none yet. */
export function provideLinkedRole(world: World, accountId: string, service: string, description?: string): Role {
  const name = linkedRoleName(service) ?? '';
  return (
    world.iam.roleNamed(accountId, name) ??
    world.iam.putRole({
      accountId,
      name,
      path: `/aws-service-role/${service}/`,
      trust: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
      }),
      description,
      linkedTo: service,
    })
  );
}

/** An operation makes the linked role of a service with the caller's permissions, where `needed` and where it is missing. */
export const makesLinkedRole = (service: string, needed: (ask: Ask) => boolean = () => true): Dependent => ({
  action: 'iam:CreateServiceLinkedRole',
  on: (ask) => {
    const { accountId } = ask.call;
    const name = linkedRoleName(service) ?? '';
    if (ask.world.iam.roleNamed(accountId, name) || !needed(ask)) return [];
    return [{ arn: `arn:aws:iam::${accountId}:role/aws-service-role/${service}/${name}` }];
  },
  keys: () => ({ 'iam:AWSServiceName': service }),
});
