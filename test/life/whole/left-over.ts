import { reachable } from '../../twin/ec2/tgw-reach';
import type { TransitGatewayAttachment } from '../../twin/ec2/tgw-types';
import type { AwsView } from './aws-view';

/** What people have made by hand, and what therefore is theirs. */
export interface ByHand {
  /** Attachments that a team has made without the automation. */
  readonly attachments: ReadonlySet<string>;
}

/**
 * What is left over, one sentence each: things in the hub, and of ours in spokes that can be entered, that belong to VPCs or
 * accounts which may not be in the mesh; and pairs of VPCs that reach each other and should not.
 */
export const leftOver = (view: AwsView, byHand: ByHand): readonly string[] => [
  ...view.attachments().flatMap((attachment) => ofAttachment(view, attachment, byHand)),
  ...ofTables(view),
  ...ofZones(view),
  ...ofShares(view),
  ...ofSpokes(view),
  ...ofPairs(view),
];

function ofAttachment(view: AwsView, attachment: TransitGatewayAttachment, byHand: ByHand): readonly string[] {
  const { attachmentId, vpcId, vpcOwnerId, state, association, propagations } = attachment;
  const entitled = view.entitled(vpcId);
  const name = `attachment of ${vpcId}`;
  const segment = association && view.segmentOfTable(association.routeTableId);
  const isTheirs = byHand.attachments.has(attachmentId) && !view.isManaged(attachmentId, view.rules.hub.accountId);
  const reached = segment === undefined ? [] : view.rules.reached(segment);
  const propagated = [...propagations.keys()].map((id) => view.segmentOfTable(id));
  return [
    ...(entitled.length === 0 && !isTheirs ? [`${name}, ${state}, account ${vpcOwnerId}`] : []),
    ...(segment !== undefined && !entitled.includes(segment) ? [`${name}: associated with ${segment}`] : []),
    ...propagated.filter((each) => !reached.includes(each)).map((each) => `${name}: propagated to ${each}`),
  ];
}

/** The fixture has no static route, so each one is left over, a blackhole as well. */
const ofTables = (view: AwsView): readonly string[] =>
  [...view.tables()].flatMap(([segment, { staticRoutes }]) =>
    [...staticRoutes.keys()].map((cidr) => `static route for ${cidr} in the table of ${segment}`),
  );

function ofZones(view: AwsView): readonly string[] {
  const { accountId } = view.rules.hub;
  return view.zones().flatMap(({ name, vpcs, authorizations }) => {
    const zone = name.replace(/\.$/, '');
    const wrong = [...vpcs.keys()].filter((vpcId) => {
      if (view.world.ec2.vpc(vpcId)?.ownerId === accountId) return false;
      return !view.entitled(vpcId).some((segment) => view.rules.zonesOf(segment).includes(zone));
    });
    return [
      ...wrong.map((vpcId) => `zone ${zone} is associated with ${vpcId}`),
      ...[...authorizations.keys()].map((vpcId) => `zone ${zone} authorizes ${vpcId}`),
    ];
  });
}

const ofShares = (view: AwsView): readonly string[] =>
  view
    .principals()
    .filter((accountId) => view.permitted(accountId).length === 0)
    .map((accountId) => `the hub's resources are shared with ${accountId}`);

function ofSpokes(view: AwsView): readonly string[] {
  const used = new Set([...view.world.ec2.vpcs.all()].map(({ dhcpOptionsId }) => dhcpOptionsId));
  return [
    ...view
      .vpcs()
      .filter((vpc) => view.canBeEntered(vpc.ownerId) && view.entitled(vpc.vpcId).length === 0)
      .flatMap((vpc) => view.inVpc(vpc).map((thing) => `${vpc.vpcId}: ${thing}`)),
    ...view
      .ownOptions()
      .filter(({ ownerId, dhcpOptionsId }) => view.canBeEntered(ownerId) && !used.has(dhcpOptionsId))
      .map(({ ownerId, dhcpOptionsId }) => `DHCP options ${dhcpOptionsId} of account ${ownerId}, which no VPC uses`),
    ...[...view.world.ec2.flowLogs.all()]
      .filter(
        ({ flowLogId, ownerId, resourceId }) => isOfDeadVpc(view, resourceId) && view.isManaged(flowLogId, ownerId),
      )
      .filter(({ ownerId }) => view.canBeEntered(ownerId))
      .map(({ flowLogId, resourceId }) => `flow log ${flowLogId} of ${resourceId}, which is gone`),
  ];
}

const isOfDeadVpc = (view: AwsView, resourceId: string): boolean =>
  resourceId.startsWith('vpc-') && view.world.ec2.vpc(resourceId) === undefined;

function ofPairs(view: AwsView): readonly string[] {
  const hubVpcs = [...view.world.ec2.vpcs.all()].filter(
    ({ ownerId, isDefault }) => ownerId === view.rules.hub.accountId && !isDefault,
  );
  const all = [
    ...hubVpcs.map(({ vpcId }) => ({ vpcId, segments: ['shared'] as readonly string[] })),
    ...view.vpcs().map(({ vpcId }) => ({ vpcId, segments: view.entitled(vpcId) })),
  ];
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => !mayReach(view, one.segments, other.segments) && reachable(view.world, one.vpcId, other.vpcId))
      .map((other) => `${one.vpcId} and ${other.vpcId} reach each other`),
  );
}

const mayReach = (view: AwsView, one: readonly string[], other: readonly string[]): boolean =>
  one.some((segment) => view.rules.reached(segment).some((each) => other.includes(each)));
