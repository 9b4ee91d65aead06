import { TAG_PREFIX, CIDRS } from '../names';
import { overlaps } from '../landing-zone';
import type { ExistingAttachment, ExistingHub } from './existing-hub-types';
import { isReached, reachedFrom, type Pairs, type ProposedSegment } from './proposed-segments';

/** What is in the way, and the command or the step that ends it. */
export interface Block {
  readonly found: string;
  readonly next: string;
}

/** What keeps the proposal from being deployed, or what its adoption would change that works today. Pure. */
export const blocksOf = (
  hub: ExistingHub,
  segments: readonly ProposedSegment[],
  hubSegment: string,
  reach: Pairs,
): readonly Block[] => [
  ...gateway(hub),
  ...organization(hub),
  ...hubAttachment(hub, segments, hubSegment, reach),
  ...zones(hub),
  ...ranges(hub),
  ...routing(segments, reach),
  ...newTables(hub, segments),
  ...others(hub),
];

const BEFORE_ADOPTION = 'after the deployment, and before its VPCs are adopted:';

const aws = ({ region }: ExistingHub, service: string, command: string): string =>
  `aws ${service} ${command} --region ${region}`;

function* gateway(hub: ExistingHub): Generator<Block> {
  const { id, defaultAssociation, defaultPropagation } = hub.gateway;
  const off = [
    ...(defaultAssociation ? ['DefaultRouteTableAssociation=disable'] : []),
    ...(defaultPropagation ? ['DefaultRouteTablePropagation=disable'] : []),
  ];
  if (off.length > 0)
    yield {
      found: `${id} associates or propagates new attachments by default, and a new VPC would be in the mesh without being asked`,
      next: aws(hub, 'ec2', `modify-transit-gateway --transit-gateway-id ${id} --options ${off.join(',')}`),
    };
  for (const { arn, name } of hub.shares)
    yield {
      found: `the RAM share ${name} lets accounts attach VPCs without Wheelwright; attachments that exist stay when it ends`,
      next: aws(
        hub,
        'ram',
        `disassociate-resource-share --resource-share-arn ${arn} --resource-arns arn:aws:ec2:${hub.region}:${hub.accountId}:transit-gateway/${id}`,
      ),
    };
}

function* organization(hub: ExistingHub): Generator<Block> {
  if (hub.organization.rootId === undefined)
    yield {
      found: 'the id of the root is not known, and the file has r-0000',
      next: 'aws organizations list-roots, in the management account; or name a role there: --management-role <name>',
    };
  const unknown = hub.attachments.filter(
    ({ ouPath, accountId }) => ouPath === undefined && accountId !== hub.accountId,
  );
  for (const accountId of new Set(unknown.map((each) => each.accountId)))
    yield {
      found: `the OU of account ${accountId} is not known, and the file names the account`,
      next: `aws organizations list-parents --child-id ${accountId}, in the management account; write the OU`,
    };
}

function* hubAttachment(
  hub: ExistingHub,
  segments: readonly ProposedSegment[],
  hubSegment: string,
  reach: Pairs,
): Generator<Block> {
  const { vpc } = hub;
  if (vpc === undefined)
    yield {
      found: 'no VPC of the hub account is attached',
      next: 'look at hub.vpc in the file: the stack makes that VPC',
    };
  const attachment = hub.attachments.find(({ attachmentId }) => attachmentId === vpc?.attachmentId);
  if (vpc === undefined || attachment === undefined) return;
  const { attachmentId } = attachment;
  if (attachment.tags[CIDRS] === undefined)
    yield {
      found: `${attachmentId} of the hub VPC has no tag ${TAG_PREFIX}cidrs`,
      next: aws(hub, 'ec2', `create-tags --resources ${attachmentId} --tags Key=${CIDRS},Value=${vpc.cidr}`),
    };
  const home = segments.find(({ name }) => name === hubSegment);
  const reaching = home === undefined ? [] : reachedFrom(home, segments, reach);
  const propagated = reaching.filter(({ table }) => table?.propagations.includes(attachmentId));
  if (propagated.length > 0)
    for (const { name, table, moves } of reaching.filter((each) => each !== home))
      if (moves === true)
        yield {
          found: `segment ${name} gets a new table, to which the stack does not propagate the hub VPC (hub.vpcPropagated is false)`,
          next: `${BEFORE_ADOPTION} ${aws(hub, 'ec2', `enable-transit-gateway-route-table-propagation --transit-gateway-attachment-id ${attachmentId} --transit-gateway-route-table-id <the new one>`)}`,
        };
      else if (table !== undefined && !table.propagations.includes(attachmentId))
        yield {
          found: `the hub VPC is not propagated to ${table.id} of segment ${name}`,
          next: aws(
            hub,
            'ec2',
            `enable-transit-gateway-route-table-propagation --transit-gateway-route-table-id ${table.id} --transit-gateway-attachment-id ${attachmentId}`,
          ),
        };
}

function* zones(hub: ExistingHub): Generator<Block> {
  for (const [index, { id, name, vpcIds }] of hub.zones.entries()) {
    if (hub.zones.findIndex((each) => each.name === name) < index)
      yield { found: `zone ${id} has the name of another one, ${name}, and is left out`, next: 'merge the two zones' };
    else if (hub.vpc !== undefined && !vpcIds.includes(hub.vpc.id))
      yield {
        found: `zone ${name} is not associated with the hub VPC, so the hub's resolver does not answer for it`,
        next: `aws route53 associate-vpc-with-hosted-zone --hosted-zone-id ${id} --vpc VPCRegion=${hub.region},VPCId=${hub.vpc.id}`,
      };
  }
}

function* ranges(hub: ExistingHub): Generator<Block> {
  const vpcs = hub.attachments.filter(({ kind }) => kind === 'vpc');
  for (const [index, vpc] of vpcs.entries()) {
    if (vpc.cidrs.length === 0)
      yield {
        found: `${name(vpc)} is propagated to no table, or an earlier VPC has its range: its CIDRs are not known`,
        next: `look at its CIDRs, and at their overlaps: aws ec2 describe-vpcs --vpc-ids ${vpc.id}, in account ${vpc.accountId}`,
      };
    for (const other of vpcs.slice(0, index))
      if (vpc.cidrs.some((cidr) => other.cidrs.some((taken) => overlaps(cidr, taken))))
        yield {
          found: `${name(vpc)} overlaps ${name(other)}`,
          next: 'only one of the two can join: give the other one another range first',
        };
  }
}

const name = ({ id, accountId }: ExistingAttachment): string => `${id} in account ${accountId}`;

/** A segment reaches itself, and pairs are mutual: what is not so today would be opened, or stopped. */
function* routing(segments: readonly ProposedSegment[], reach: Pairs): Generator<Block> {
  for (const one of segments) {
    if (one.members.length > 1 && isReached(one, one) !== 'all')
      yield {
        found: `not all VPCs of segment ${one.name} reach each other today; adopted, they do`,
        next: 'if they must not, give each its own segment in the file',
      };
    for (const other of segments.filter((each) => each !== one)) {
      const isPair = reach.some((pair) => pair.includes(one.name) && pair.includes(other.name));
      if (!isPair && isReached(one, other) !== 'none')
        yield {
          found: `VPCs of segment ${one.name} are propagated to the table of ${other.name}, and not the other way round or not all; adopted, they are not`,
          next: `if they are to reach each other, add [${one.name}, ${other.name}] to reach`,
        };
    }
  }
}

/** What the table that VPCs leave has, beside VPCs, and a new table lacks. */
function* newTables(hub: ExistingHub, segments: readonly ProposedSegment[]): Generator<Block> {
  for (const { name: segment, table, moves } of segments) {
    if (moves !== true || table === undefined) continue;
    const { propagations, staticRoutes, id: from } = table;
    for (const { attachmentId, kind, id } of hub.attachments)
      if (kind !== 'vpc' && propagations.includes(attachmentId))
        yield {
          found: `segment ${segment} gets a new table, to which ${id} (${kind}) is not propagated, as it is to ${from}`,
          next: `${BEFORE_ADOPTION} ${aws(hub, 'ec2', `enable-transit-gateway-route-table-propagation --transit-gateway-attachment-id ${attachmentId} --transit-gateway-route-table-id <the new one>`)}`,
        };
    for (const cidr of staticRoutes)
      yield {
        found: `segment ${segment} gets a new table, without the static route to ${cidr} that ${from} has`,
        next: `a default route or a summary: add it to segments.${segment}.routes; else ${BEFORE_ADOPTION} ${aws(hub, 'ec2', `create-transit-gateway-route --destination-cidr-block ${cidr} --transit-gateway-route-table-id <the new one> --transit-gateway-attachment-id <as in ${from}>`)}`,
      };
  }
}

function* others(hub: ExistingHub): Generator<Block> {
  const unassociated = hub.attachments.filter(({ kind, tableId }) => kind === 'vpc' && tableId === undefined);
  for (const vpc of unassociated)
    if (vpc.id !== hub.vpc?.id)
      yield {
        found: `${name(vpc)} is associated with no table, so the file has no segment for it`,
        next: 'add its range and its OU to a segment, or delete the attachment',
      };
  for (const { id, name: tableName = id, propagations } of hub.tables) {
    const isSegment = hub.attachments.some(({ kind, tableId }) => kind === 'vpc' && tableId === id);
    if (!isSegment && propagations.length > 0)
      yield {
        found: `table ${tableName} has no VPC, so it is no segment: the propagations of VPCs that exist stay, and new VPCs get none`,
        next: `propagate new VPCs to ${id} after they have joined, or give the table a static route to the range of the segments`,
      };
  }
  if (hub.logBucket !== undefined)
    yield {
      found: `flow logs go to the bucket ${hub.logBucket}, which the file names`,
      next: 'npm run synth prints the policy that it must have; or remove logs.bucket, and the stack makes one',
    };
}
