import type { LandingZone } from '../../lib/landing-zone';

type Iam = Pick<LandingZone, 'iam'>;

/**
 * The path of a role of ours, if it is not the default one: CloudFormation would take that for a change of a create-only
 * property, and cannot replace a role of a fixed name.
 */
const pathOf = ({ iam }: Iam): string | undefined => (iam.path === '/' ? undefined : iam.path);

/** The ARN of the boundary that roles have in an account, if the config has one. */
const boundaryIn = ({ iam: { permissionsBoundary: name } }: Iam, accountId: string): string | undefined =>
  name === undefined || name.startsWith('arn:') ? name : `arn:aws:iam::${accountId}:policy/${name}`;

/** What the config requires of each role of ours, as properties of a construct in the account. */
export function roleProps(landingZone: Iam, accountId: string) {
  const [path, permissionsBoundary] = [pathOf(landingZone), boundaryIn(landingZone, accountId)];
  return {
    ...(path === undefined ? {} : { path }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}

/** The boundary as a property of a template for any account. */
export function boundaryProperty(landingZone: Iam): { readonly PermissionsBoundary?: object | string } {
  const boundary = boundaryIn(landingZone, '${AWS::AccountId}');
  if (boundary === undefined) return {};
  // The ARN of an AWS managed policy has no variable, and cfn-lint warns of a substitution without one.
  return { PermissionsBoundary: boundary.includes('${') ? { 'Fn::Sub': boundary } : boundary };
}

/** The same as properties of a template for any account. */
export function roleProperties(landingZone: Iam) {
  const path = pathOf(landingZone);
  return { ...(path === undefined ? {} : { Path: path }), ...boundaryProperty(landingZone) };
}
