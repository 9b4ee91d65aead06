import { counted, ok, orOk, type Verdict } from './finding';

/** Where it begins to be time to ask AWS for more. */
const NEAR = 0.8;

interface Usage {
  /** What is counted: `attachments of the transit gateway`. */
  readonly what: string;
  readonly used: number;
  readonly most: number;
  /** What happens at the end, and how to get more. */
  readonly next: string;
}

/** How far a quota is used. */
function judgeUsage({ what, used, most, next }: Usage): readonly Verdict[] {
  const text = `${used} of ${most} ${what}`;
  if (used < most * NEAR) return ok(text);
  return [{ status: used < most ? 'warning' : 'failed', text, next }];
}

/** Not adjustable (Transit Gateway Guide, "Quotas"). */
const MOST_ATTACHMENTS = 5_000;
/** Of all tables together; adjustable (Transit Gateway Guide, "Quotas"). */
const MOST_ROUTES = 10_000;
/** For each type of resource; adjustable (VPC User Guide, "Amazon VPC quotas"). */
const MOST_REFERENCES = 5_000;

export const judgeAttachments = (used: number): readonly Verdict[] =>
  judgeUsage({
    ...{ what: 'attachments of the transit gateway', used, most: MOST_ATTACHMENTS },
    next: 'AWS gives no more: plan a second hub, in another region or for other segments',
  });

export const judgeRoutes = (used: number): readonly Verdict[] =>
  judgeUsage({
    ...{
      what: 'routes in the tables of segments (the quota by default; other tables count, too)',
      used,
      most: MOST_ROUTES,
    },
    next: 'ask AWS for more routes of a transit gateway, or have fewer segments that reach each other',
  });

/** The VPCs that a private zone is associated with. */
export interface ZoneUsage {
  readonly name: string;
  readonly id: string;
  readonly used: number;
  readonly most: number;
}

/** `unseen`: the names of zones of other accounts, whose numbers only their owners see. */
export function judgeZones(zones: readonly ZoneUsage[], unseen: readonly string[]): readonly Verdict[] {
  const near = zones.flatMap(({ name, id, used, most }) =>
    judgeUsage({
      ...{ what: `VPCs of the private zone ${name}`, used, most },
      next: `ask AWS for more VPCs of hosted zone ${id}`,
    }),
  );
  const [fullest] = [...zones].sort((one, other) => other.used / other.most - one.used / one.most);
  return orOk(
    [
      ...near.filter(({ status }) => status !== 'ok'),
      ...(unseen.length === 0
        ? []
        : [
            {
              status: 'warning' as const,
              text: 'zones of other accounts: only their owners see how many VPCs they have',
              about: [...unseen].sort(),
              next: 'their owners: aws route53 get-hosted-zone-limit --type MAX_VPCS_ASSOCIATED_BY_ZONE --hosted-zone-id <id>',
            },
          ]),
    ],
    fullest === undefined
      ? 'there are no private zones'
      : `${counted(zones.length, 'zone')}; the fullest, ${fullest.name}, has ${fullest.used} of ${fullest.most} VPCs`,
  );
}

export interface PrefixListUsage {
  readonly id: string;
  readonly entries: number;
  readonly most: number;
  /** Its state in AWS; `modify-failed` where route tables have no room for its new size. */
  readonly state: string;
  readonly stateMessage: string;
}

/** Undefined where there is no such list. */
export function judgePrefixList(found: PrefixListUsage | undefined): readonly Verdict[] {
  if (found === undefined)
    return [
      {
        status: 'failed',
        text: 'the mesh prefix list does not exist: no VPC has a route to the mesh',
        next: 'look in CloudTrail at who deleted it, and restore it with the stack hub',
      },
    ];
  const { id, entries, most, state, stateMessage } = found;
  if (state.endsWith('-failed'))
    return [
      {
        status: 'failed',
        text: `${id} is ${state}${stateMessage === '' ? '' : `: ${stateMessage}`}`,
        next: 'a list counts with its maximum number of entries in each route table: make room there, then deploy again',
      },
    ];
  const text = `${entries} of ${most} entries of ${id}`;
  if (entries < most) return ok(text);
  return [
    {
      status: 'warning',
      text: `${text}: no prefix can be added to mesh.prefixes`,
      next: 'raise mesh.maxEntries; each route table of a spoke then needs room for so many routes',
    },
  ];
}

export const judgeReferences = (used: number): readonly Verdict[] =>
  judgeUsage({
    ...{
      what: 'references of route tables to the mesh prefix list (the quota by default)',
      used,
      most: MOST_REFERENCES,
    },
    next: 'ask AWS for more references to a prefix list for route tables',
  });
