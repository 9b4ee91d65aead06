import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreateOrganizationalUnitCommand,
  DescribeCreateAccountStatusCommand,
  EnableAWSServiceAccessCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { logBucketAccount, zoneOwners, type LandingZone } from '../../lib/landing-zone';
import { eventually } from '../twin/eventually';
import { World, type WorldOptions } from '../twin/world';

/** An organization that a landing zone describes, in a world. */
export interface Organization {
  readonly rootId: string;
  /** OU ids by path below the root: `Workloads/Dev`. */
  readonly organizationalUnits: Readonly<Record<string, string>>;
  /** Account ids by name: `hub`, `log-archive` if there is one, and one workload account for each segment that an OU permits. */
  readonly accounts: Readonly<Record<string, string>>;
}

/** The services with trusted access. */
const SERVICES = [
  ...['account.amazonaws.com', 'cloudtrail.amazonaws.com', 'ram.amazonaws.com'],
  'member.org.stacksets.cloudformation.amazonaws.com',
];
const MOST_ACCOUNTS_AT_ONCE = 5;

const titled = (segment: string): string => `${segment.charAt(0).toUpperCase()}${segment.slice(1)}`;

/** An OU that a segment names, with the path and id that it has in a world. */
interface Unit {
  readonly segment: string;
  readonly path: string;
  readonly id: string;
}

/** Every OU that the segments name, each once, the root without a path: `Workloads/Dev` is the first of segment dev, `Workloads/Dev 2` the next. */
function unitsOf({ organization, segments }: LandingZone): readonly Unit[] {
  const found = new Map<string, Unit>();
  for (const [segment, { organizationalUnits }] of Object.entries(segments))
    for (const [index, id] of organizationalUnits.entries()) {
      const name = `${titled(segment)}${index === 0 ? '' : ` ${index + 1}`}`;
      const path = id === organization.rootId ? '' : `Workloads/${name}`;
      if (!found.has(id)) found.set(id, { segment, path, id });
    }
  return [...found.values()];
}

const belowRoot = (landingZone: LandingZone): readonly Unit[] => unitsOf(landingZone).filter(({ path }) => path !== '');

/** Accounts that segments name by their ids, with the names that they have in a world: `lab-1`. */
const namedAccounts = ({ segments }: LandingZone): readonly (readonly [name: string, id: string, segment: string])[] =>
  Object.entries(segments).flatMap(([segment, { accounts }]) =>
    accounts.map((id, index) => [`${segment}-${index + 1}`, id, segment] as const),
  );

/**
 * The OU of an account that a segment names by its id: one of the segment, or else one of another segment, from which it has our
 * roles. Every OU lies below the root.
 */
function unitOfNamed(landingZone: LandingZone, segment: string): string {
  const units = unitsOf(landingZone);
  const own = belowRoot(landingZone).find((unit) => unit.segment === segment);
  if (own || units.some(({ path }) => path === '')) return own?.path ?? 'Workloads';
  return units[0]?.path ?? 'Workloads';
}

/** The segments that have an account in a world, each with the account's OU. */
export const workloads = (landingZone: LandingZone): readonly Unit[] =>
  unitsOf(landingZone).filter(({ segment }, index, all) => all.findIndex((unit) => unit.segment === segment) === index);

/** The accounts of the platform by name: the hub, a log archive and owners of private zones if the landing zone has them. */
export const centralAccounts = (landingZone: LandingZone): readonly (readonly [string, string])[] => {
  const archive = logBucketAccount(landingZone) ?? landingZone.hub.accountId;
  const { accountId } = landingZone.hub;
  const central = [['hub', accountId], ...(archive === accountId ? [] : [['log-archive', archive] as const])] as const;
  const known = [...central, ...namedAccounts(landingZone)].map(([, id]) => id);
  const owners = zoneOwners(landingZone).filter((owner) => !known.includes(owner.accountId));
  return [...central, ...owners.map((owner, index) => [`zone-owner-${index + 1}`, owner.accountId] as const)];
};

/** A world in which the organization, the OUs and the accounts get the ids that the landing zone names. */
export const worldOf = (landingZone: LandingZone, options: WorldOptions = {}): World =>
  new World({
    ...options,
    given: {
      organizationId: landingZone.organization.id,
      rootId: landingZone.organization.rootId,
      managementAccountId: landingZone.organization.managementAccountId,
      organizationalUnits: Object.fromEntries(belowRoot(landingZone).map(({ path, id }) => [path, id])),
      accounts: Object.fromEntries(
        [...centralAccounts(landingZone), ...namedAccounts(landingZone)].map(([name, id]) => [name, id]),
      ),
    },
  });

/**
 * Root > Infrastructure (the hub), Workloads > an OU with one account per segment, Suspended: through the API alone. `services`
 * get trusted access.
 */
export async function buildOrganization(
  world: World,
  landingZone: LandingZone,
  services: readonly string[] = SERVICES,
): Promise<Organization> {
  const management = world.administrator(landingZone.organization.managementAccountId);
  const organizations = new OrganizationsClient(world.config(management, 'us-east-1'));
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  for (const ServicePrincipal of services)
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  const { Roots: [root] = [] } = await organizations.send(new ListRootsCommand({}));
  const rootId = root?.Id ?? '';

  const units: Record<string, string> = {};
  for (const path of ['Infrastructure', 'Workloads', 'Suspended', ...belowRoot(landingZone).map(({ path }) => path)]) {
    const [Name = '', parent] = path.split('/').reverse();
    const ParentId = parent === undefined ? rootId : units[parent];
    const { OrganizationalUnit } = await organizations.send(new CreateOrganizationalUnitCommand({ Name, ParentId }));
    units[path] = OrganizationalUnit?.Id ?? '';
  }

  const homes = [
    ...centralAccounts(landingZone).map(([name]) => ({ name, path: 'Infrastructure' })),
    ...workloads(landingZone).map(({ segment, path }) => ({ name: segment, path })),
    ...namedAccounts(landingZone).map(([name, , segment]) => ({ name, path: unitOfNamed(landingZone, segment) })),
  ];
  const accounts: Record<string, string> = {};
  for (let start = 0; start < homes.length; start += MOST_ACCOUNTS_AT_ONCE)
    for (const [name, id] of await createAccounts(
      world,
      organizations,
      homes.slice(start, start + MOST_ACCOUNTS_AT_ONCE).map(({ name }) => name),
    ))
      accounts[name] = id;
  for (const { name, path } of homes.filter((home) => home.path !== ''))
    await organizations.send(
      new MoveAccountCommand({ AccountId: accounts[name], SourceParentId: rootId, DestinationParentId: units[path] }),
    );
  return { rootId, organizationalUnits: units, accounts };
}

/** Creates accounts side by side, as many at once as AWS allows, and waits until each exists. */
async function createAccounts(
  world: World,
  organizations: OrganizationsClient,
  names: readonly string[],
): Promise<readonly (readonly [string, string])[]> {
  const requests = await Promise.all(
    names.map(async (name) => {
      const email = `${name}@example.com`;
      const { CreateAccountStatus } = await organizations.send(
        new CreateAccountCommand({ AccountName: name, Email: email }),
      );
      return { name, id: CreateAccountStatus?.Id ?? '' };
    }),
  );
  const created: (readonly [string, string])[] = [];
  for (const { name, id } of requests)
    await eventually(world, `account ${name} exists`, async () => {
      const request = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id });
      const { CreateAccountStatus: status } = await organizations.send(request);
      if (status?.State === 'FAILED') throw new Error(`Account ${name} was not created: ${status.FailureReason ?? ''}`);
      if (status?.State === 'SUCCEEDED') created.push([name, status.AccountId ?? '']);
      return status?.State === 'SUCCEEDED';
    });
  return created;
}
