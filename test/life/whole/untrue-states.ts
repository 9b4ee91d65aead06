import { routesOf } from '../../twin/ec2/tgw-routes';
import { carries } from '../../twin/ec2/tgw-lookups';
import type { Vpc } from '../../twin/ec2/vpc-types';
import type { AwsView } from './aws-view';
import { TAG } from './rules';

/** What the ledger says about a VPC, as far as AWS's side can contradict it. */
export interface Said {
  readonly accountId: string;
  readonly vpcId: string;
  readonly state: string;
  readonly segment: string | null;
  /** By concept: `in-sync`, or what else the ledger says. */
  readonly concepts: Readonly<Record<string, string>>;
  /** The ledger says itself that the spoke cannot be read, or that the tag could not be written. */
  readonly isLastKnown: boolean;
  readonly isTagLastKnown: boolean;
}

/** A fact of AWS about a VPC that is in a segment, with the concept that the ledger reports it under. */
type Fact = readonly [concept: string, what: string, holds: boolean];

const NOTHING_THERE: readonly string[] = ['asked', 'refused', 'awaiting-approval', 'left', 'absent'];
/** States that change by themselves, so no VPC is in one at rest. */
const PASSING: readonly string[] = ['joining', 'leaving'];

/** What ledger and tags say and AWS contradicts, one sentence each. The world is at rest. */
export function untrueStates(view: AwsView, ledger: readonly Said[]): readonly string[] {
  const said = new Map(ledger.map((row) => [row.vpcId, row]));
  return [
    ...ledger.flatMap((row) => ofRow(view, row)),
    ...view.vpcs().flatMap((vpc) => ofTag(view, vpc, said.get(vpc.vpcId))),
  ];
}

function ofRow(view: AwsView, { vpcId, accountId, state, segment, concepts, isLastKnown }: Said): readonly string[] {
  if (isLastKnown && !view.canBeEntered(accountId)) return [];
  const row = `${vpcId}: the ledger says ${[state, segment].filter(Boolean).join(' ')}`;
  const vpc = view.world.ec2.vpc(vpcId);
  if (NOTHING_THERE.includes(state)) return inHub(view, vpcId, vpc).map((thing) => `${row}, and there is ${thing}`);
  if (PASSING.includes(state)) return [`${row}, though nothing goes on`];
  if (vpc === undefined) return [`${row}, and the VPC is gone`];
  if (state === 'quarantined') return pathsOf(view, vpcId).map((path) => `${row}, and there is ${path}`);
  if (state !== 'joined' || segment === null) return [];
  return factsOf(view, vpc, segment)
    .filter(([concept, , holds]) => !holds && (concepts[concept] ?? 'in-sync') === 'in-sync')
    .map(([, what]) => `${row}, but it is not so: ${what}`);
}

function ofTag(view: AwsView, vpc: Vpc, row: Said | undefined): readonly string[] {
  if (!view.canBeEntered(vpc.ownerId) || row?.isTagLastKnown) return [];
  const tags = view.tagsOf(vpc);
  const status = tags.get(TAG.status);
  // `joined dev`, `joined dev shadowed: a reason`.
  const [phase, segment] = (status ?? '').split(/[ :]+/);
  const tag = `${vpc.vpcId}: the tag says ${status ?? 'nothing'}`;
  if (status === undefined) return tags.has(TAG.join) ? [`${tag}, though the VPC asks to join`] : [];
  const same = row !== undefined && row.state === phase;
  const sameSegment = phase !== 'joined' || row?.segment === segment;
  return same && sameSegment ? [] : [`${tag}, the ledger says ${row === undefined ? 'nothing' : row.state}`];
}

/** What is in the hub, or in the VPC, of a VPC that is out. */
function inHub(view: AwsView, vpcId: string, vpc: Vpc | undefined): readonly string[] {
  const associated = view.attachments().filter((each) => each.vpcId === vpcId && each.association);
  return [
    ...associated.map(() => 'an association'),
    ...pathsOf(view, vpcId),
    ...view.zones().flatMap(({ name, vpcs }) => (vpcs.has(vpcId) ? [`zone ${name}`] : [])),
    ...(vpc && view.canBeEntered(vpc.ownerId) ? view.inVpc(vpc) : []),
  ];
}

const pathsOf = (view: AwsView, vpcId: string): readonly string[] =>
  view
    .attachments()
    .filter((each) => each.vpcId === vpcId)
    .flatMap(({ propagations }) => [...propagations.keys()])
    .map((id) => `a propagation to ${view.segmentOfTable(id)}`);

function factsOf(view: AwsView, vpc: Vpc, segment: string): readonly Fact[] {
  const { world, rules } = view;
  const tables = view.tables();
  const attachment = view.attachments().find(({ vpcId }) => vpcId === vpc.vpcId);
  const associated = attachment?.association?.routeTableId;
  const reached = rules.reached(segment);
  const cidrs = vpc.cidrs.filter(({ state }) => state === 'associated').map(({ cidr }) => cidr);
  const missing = reached.flatMap((name) => {
    const table = tables.get(name);
    const routes = table ? routesOf(world, table).filter((route) => route.attachment?.vpcId === vpc.vpcId) : [];
    return cidrs.filter((cidr) => !routes.some((route) => route.cidr === cidr)).map((cidr) => `${cidr} in ${name}`);
  });
  const unrouted = world.ec2.routeTablesOf(vpc).filter(({ routes }) => !routes.some((each) => view.isMeshRoute(each)));
  const zones = view.zones().flatMap(({ name, vpcs }) => (vpcs.has(vpc.vpcId) ? [name.replace(/\.$/, '')] : []));
  const things = view.inVpc(vpc);
  return [
    ['attachment', 'attached', attachment !== undefined && carries(attachment)],
    ['segment-routing', `associated with ${segment}`, associated === tables.get(segment)?.routeTableId],
    ['segment-routing', `routed, ${missing.join(', ')}`, missing.length === 0],
    ['vpc-route', `a route in each table, not in ${unrouted.length}`, unrouted.length === 0],
    ['private-zone', 'its zones', zones.sort().join() === rules.zonesOf(segment).join()],
    [
      'dhcp-options',
      "the hub's DHCP options",
      !rules.asksHubForNames(segment) || things.includes("the hub's DHCP options"),
    ],
    ['flow-log', 'a flow log', things.some((thing) => thing.startsWith('flow log'))],
    ['query-log', 'a query log', things.includes('query log association')],
  ];
}
