import { shadowsIn } from '../concepts/vpc-route/plan';
import { hubOf, namingOf } from '../landing-zone';
import { JOIN, misspelledJoin, type Reason } from '../names';
import type { Report } from '../reconcile/engine';
import type { TargetEntry } from '../hub/ledger-reader';
import type { Connection } from './connection';
import type { Look } from './look';

/**
 * The commands of the AWS CLI, for the owner of the account, that end what is wrong with a VPC: where its resources are in
 * the way, Wheelwright does not touch them.
 */
export async function remediesOf(
  connection: Connection,
  { record: { key: vpcId }, region }: TargetEntry,
  { reports, spoke }: Look,
): Promise<readonly string[]> {
  const { landingZone } = connection;
  const report = reports.find(({ target }) => target.key === vpcId);
  const reasons = report === undefined ? new Set<Reason>() : reasonsIn(report);
  const { prefixListId, transitGatewayId } = hubOf(await connection.hubs(), region);
  const { prefixes } = landingZone.mesh;
  const tables = (await spoke.reads.routeTables()).filter((table) => table.vpcId === vpcId && !table.edge);
  const { join } = namingOf(landingZone).tags;
  const ec2 = (command: string): string => `aws ec2 ${command} --region ${region}`;
  const commands: string[] = [];
  if (reasons.has('tag-value') || reasons.has('tag-key')) {
    const vpc = (await spoke.reads.vpcs()).find((each) => each.vpcId === vpcId);
    const misspelled = vpc && vpc.tags[JOIN] === undefined ? misspelledJoin(vpc.tags) : undefined;
    if (misspelled !== undefined) commands.push(ec2(`delete-tags --resources ${vpcId} --tags Key=${misspelled}`));
    commands.push(ec2(`create-tags --resources ${vpcId} --tags Key=${join},Value=true`));
  }
  if (reasons.has('dns-attributes'))
    for (const option of ['support', 'hostnames'])
      commands.push(ec2(`modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-${option} '{"Value":true}'`));
  if (reasons.has('route-in-the-way'))
    for (const { routeTableId, routes } of tables)
      if (routes.some(({ destination, target }) => destination === prefixListId && target !== transitGatewayId))
        commands.push(
          ec2(`delete-route --route-table-id ${routeTableId} --destination-prefix-list-id ${prefixListId}`),
        );
  if (reasons.has('shadowed') || reasons.has('resolver-not-reached'))
    for (const table of tables)
      for (const { destination } of shadowsIn(table, { prefixes, transitGatewayId }))
        commands.push(
          ec2(`delete-route --route-table-id ${table.routeTableId} --destination-cidr-block ${destination}`),
        );
  return commands;
}

/** Every code in a report: of admission, of concepts, and of findings. */
function reasonsIn({ target, outcomes, findings = [] }: Report): ReadonlySet<Reason> {
  const found = [
    target.reason,
    ...findings.map(({ reason }) => reason),
    ...[...outcomes.values()].map((outcome) => ('reason' in outcome ? outcome.reason : undefined)),
  ];
  return new Set(found.filter((reason) => reason !== undefined));
}
