import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnPrefixList,
  CfnRoute,
  CfnTransitGateway,
  CfnTransitGatewayRoute,
  type CfnTransitGatewayRouteProps,
  CfnTransitGatewayRouteTable,
  CfnTransitGatewayRouteTableAssociation,
  CfnTransitGatewayRouteTablePropagation,
  CfnTransitGatewayVpcAttachment,
} from 'aws-cdk-lib/aws-ec2';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { Construct } from 'constructs';
import { namingOf, blackholes, reachableSegments, segmentOfCidr, type LandingZone } from '../../lib/landing-zone';
import { HUB_SHARE, logicalId } from './names';
import type { HubVpc } from './hub-vpc';

/** The transit gateway, one route table per segment, and the mesh prefix list. */
export class Mesh extends Construct {
  readonly transitGatewayId: string;
  readonly transitGatewayArn: string;
  readonly prefixListId: string;
  readonly prefixListArn: string;
  /** Ids of the transit gateway route tables, by segment. */
  readonly routeTableIds: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { hub, mesh, segments } = landingZone;
    if ('existing' in hub.transitGateway) {
      this.transitGatewayId = hub.transitGateway.existing;
      this.transitGatewayArn = `arn:aws:ec2:${hub.region}:${hub.accountId}:transit-gateway/${this.transitGatewayId}`;
    } else {
      const gateway = new CfnTransitGateway(this, 'Gateway', {
        amazonSideAsn: hub.transitGateway.asn,
        autoAcceptSharedAttachments: 'disable',
        defaultRouteTableAssociation: 'disable',
        defaultRouteTablePropagation: 'disable',
        dnsSupport: 'enable',
        tags: [{ key: 'Name', value: 'wheelwright' }],
      });
      gateway.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      this.transitGatewayId = gateway.attrId;
      this.transitGatewayArn = gateway.attrTransitGatewayArn;
    }
    this.routeTableIds = Object.fromEntries(
      Object.entries(segments).map(([segment, { routeTable }]) => {
        if (routeTable !== undefined) return [segment, routeTable];
        const table = new CfnTransitGatewayRouteTable(this, `${logicalId(segment)}Table`, {
          transitGatewayId: this.transitGatewayId,
          tags: [{ key: 'Name', value: segment }],
        });
        return [segment, table.attrTransitGatewayRouteTableId];
      }),
    );
    const list = new CfnPrefixList(this, 'PrefixList', {
      prefixListName: 'wheelwright-mesh',
      addressFamily: 'IPv4',
      // A prefix list counts with its maximum, not its entries, towards the route quota of each table that refers to it.
      maxEntries: mesh.maxEntries,
      entries: mesh.prefixes.map((cidr) => ({ cidr })),
    });
    list.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.prefixListId = list.attrPrefixListId;
    this.prefixListArn = list.attrArn;
  }

  /**
   * Attaches the hub VPC to the segment that contains its CIDR: association, propagation to every segment that reaches
   * it, routes. Returns the attachment if it is new: it takes addresses in the VPC's subnets.
   */
  attach(vpc: HubVpc, landingZone: LandingZone): readonly CfnTransitGatewayVpcAttachment[] {
    const segment = segmentOfCidr(landingZone, vpc.cidr) ?? '';
    const attachments = vpc.attachmentId === undefined ? [this.#attachment(vpc, landingZone)] : [];
    const transitGatewayAttachmentId = vpc.attachmentId ?? attachments[0]?.attrId ?? '';
    const association = landingZone.hub.vpcAssociated
      ? [
          new CfnTransitGatewayRouteTableAssociation(this, 'HubAssociation', {
            transitGatewayAttachmentId,
            transitGatewayRouteTableId: this.#table(segment),
          }),
        ]
      : [];
    for (const reaching of landingZone.hub.vpcPropagated ? reachableSegments(landingZone, segment) : [])
      new CfnTransitGatewayRouteTablePropagation(this, `Hub${logicalId(reaching)}Propagation`, {
        transitGatewayAttachmentId,
        transitGatewayRouteTableId: this.#table(reaching),
      });
    for (const [index, routeTableId] of vpc.routeTableIds.entries()) {
      const route = new CfnRoute(this, `HubRoute${index === 0 ? '' : index}`, {
        routeTableId,
        destinationPrefixListId: this.prefixListId,
        transitGatewayId: this.transitGatewayId,
      });
      // EC2 refuses a route to a transit gateway that the VPC is not attached to.
      for (const before of [...attachments, ...association]) route.addResourceDependency(before);
    }
    this.#routes(transitGatewayAttachmentId, landingZone);
    return attachments;
  }

  #attachment(vpc: HubVpc, landingZone: LandingZone): CfnTransitGatewayVpcAttachment {
    return new CfnTransitGatewayVpcAttachment(this, 'HubAttachment', {
      transitGatewayId: this.transitGatewayId,
      vpcId: vpc.vpcId,
      subnetIds: vpc.subnets.map(({ id }) => id),
      tags: [
        { key: namingOf(landingZone).tags.cidrs, value: vpc.cidr },
        { key: 'Name', value: 'hub' },
      ],
    });
  }

  /** The static routes of the config, and blackholes for the CIDRs inside them that the segment must not reach. */
  #routes(hubAttachmentId: string, landingZone: LandingZone): void {
    for (const [segment, { routes }] of Object.entries(landingZone.segments)) {
      const route = (
        cidr: string,
        target: Pick<CfnTransitGatewayRouteProps, 'blackhole' | 'transitGatewayAttachmentId'>,
      ) =>
        new CfnTransitGatewayRoute(this, `${logicalId(segment)}To${cidr.replace('/', '-')}`, {
          transitGatewayRouteTableId: this.#table(segment),
          destinationCidrBlock: cidr,
          ...target,
        });
      for (const { cidr, to } of routes)
        route(cidr, { transitGatewayAttachmentId: to === 'hub' ? hubAttachmentId : to });
      for (const cidr of blackholes(landingZone, segment)) route(cidr, { blackhole: true });
    }
  }

  #table(segment: string): string {
    const table = this.routeTableIds[segment];
    if (table === undefined) throw new RangeError(`There is no segment "${segment}".`);
    return table;
  }
}

/** The RAM share of the hub's resources. The worker enroll adds the accounts as principals, CloudFormation does not. */
export class HubShare extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, landingZone: LandingZone, resourceArns: string[]) {
    super(scope, id);
    const share = new CfnResourceShare(this, 'Share', {
      name: HUB_SHARE,
      allowExternalPrincipals: !landingZone.organization.sharing,
      resourceArns,
    });
    share.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.arn = share.attrArn;
  }
}
