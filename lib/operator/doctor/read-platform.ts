import { bind, type Bound } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Session } from '../../aws/sdk/session';
import { namingOf, type LandingZone } from '../../landing-zone';
import type { doctorCalls } from '../doctor-calls';
import { doctorCalls as calls } from '../doctor-calls';
import { DELEGATED_SERVICES } from './platform';

/** The names of the roles of an account below the path of ours. */
export async function readRoles(landingZone: LandingZone, session: Session): Promise<ReadonlySet<string>> {
  const { roles } = bind(calls.management, session);
  const found = await allPages(async (Marker) => {
    const page = await roles({ PathPrefix: namingOf(landingZone).rolePath, MaxItems: 1000, Marker });
    return { items: page.Roles, next: page.IsTruncated === true ? page.Marker : undefined };
  });
  return new Set(found.map(({ RoleName = '' }) => RoleName));
}

type Management = Bound<typeof doctorCalls.management>;

/** The service principals that have trusted access to the organization. */
export async function readServiceAccess({ serviceAccess }: Management): Promise<ReadonlySet<string>> {
  const found = await allPages(async (NextToken) => {
    const page = await serviceAccess({ NextToken });
    return { items: page.EnabledServicePrincipals, next: page.NextToken };
  });
  return new Set(found.map(({ ServicePrincipal = '' }) => ServicePrincipal));
}

/** The ids of delegated administrators, by service. */
export async function readDelegation({
  delegatedAdministrators,
}: Management): Promise<Readonly<Record<string, readonly string[]>>> {
  const entries = DELEGATED_SERVICES.map(async (ServicePrincipal) => {
    const found = await allPages(async (NextToken) => {
      const page = await delegatedAdministrators({ ServicePrincipal, NextToken });
      return { items: page.DelegatedAdministrators, next: page.NextToken };
    });
    return [ServicePrincipal, found.map(({ Id = '' }) => Id)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
