import { allowedSegments, reachableSegments } from '../../lib/landing-zone';
import { overlaps } from '../twin/ec2/cidr';
import { attachmentsOf, carries } from '../twin/ec2/tgw-lookups';
import { routesOf } from '../twin/ec2/tgw-routes';
import type { TransitGatewayAttachment } from '../twin/ec2/tgw-types';
import type { Setting } from './setting';

/** How a VPC is in the mesh, as AWS has it. */
export type Place = 'in' | 'closed' | 'out';

/** One direction of traffic through the transit gateway. */
export interface Path {
  readonly from: TransitGatewayAttachment;
  readonly to: TransitGatewayAttachment;
  /** The segment of the route table that `from` is associated with. */
  readonly segment: string;
}

/** Two VPCs whose overlapping CIDRs are propagated to one table. */
export interface Overlap {
  readonly segment: string;
  readonly vpcs: readonly [string, string];
}

/** Reads the state of EC2 and Organizations: no record, no tag. */
export class Mesh {
  constructor(private readonly setting: Setting) {}

  attachments(): readonly TransitGatewayAttachment[] {
    return attachmentsOf(this.setting.world, this.setting.hub.transitGatewayId).filter(({ other }) => !other);
  }

  /** The segments that the account may use by its OU and state, and the hub's account its own. */
  allowed(accountId: string): readonly string[] {
    const { world, landingZone } = this.setting;
    if (accountId === landingZone.hub.accountId) return ['shared'];
    const account = world.organizations.account(accountId);
    if (account?.state !== 'ACTIVE') return [];
    const { rootId } = world.organizations;
    const ouPath = [rootId, ...world.organizations.organizationalUnitsAbove(accountId)];
    return allowedSegments(landingZone, { id: accountId, ouPath });
  }

  segmentOf({ association }: TransitGatewayAttachment): string | undefined {
    const tables = Object.entries(this.setting.hub.routeTableIds);
    return tables.find(([, id]) => id === association?.routeTableId)?.[0];
  }

  cidrsOf(vpcId: string): readonly string[] {
    const cidrs = this.setting.world.ec2.vpc(vpcId)?.cidrs ?? [];
    return cidrs.filter(({ state }) => state === 'associated').map(({ cidr }) => cidr);
  }

  /** `in`: each CIDR is routed to the VPC in each table of its segment's reach. `closed`: attached, and in no table. */
  placeOf(vpcId: string): Place {
    const attachment = this.attachments().find((each) => each.vpcId === vpcId);
    if (!attachment || !carries(attachment) || attachment.association?.state !== 'associated') return 'out';
    const segment = this.segmentOf(attachment);
    if (segment === undefined) return 'out';
    if (attachment.propagations.size === 0) return 'closed';
    const cidrs = this.cidrsOf(vpcId);
    const everywhere = reachableSegments(this.setting.landingZone, segment).every((name) => {
      const routes = this.#routes(name).filter((route) => route.attachment === attachment);
      return cidrs.every((cidr) => routes.some((route) => route.cidr === cidr));
    });
    return everywhere ? 'in' : 'out';
  }

  /** Whether any table has a propagation of the VPC, also one whose routes AWS leaves out. */
  isPropagated(vpcId: string): boolean {
    return this.attachments().some((each) => each.vpcId === vpcId && each.propagations.size > 0);
  }

  paths(): readonly Path[] {
    const sources = this.attachments().filter((each) => carries(each) && each.association?.state === 'associated');
    return Object.keys(this.setting.hub.routeTableIds).flatMap((segment) => {
      const from = sources.filter((each) => this.segmentOf(each) === segment);
      if (from.length === 0) return [];
      const active = this.#routes(segment).filter(({ state }) => state === 'active');
      const to = [...new Set(active.flatMap(({ attachment }) => attachment ?? []))];
      return from.flatMap((one) =>
        to.filter((other) => other !== one).map((other) => ({ from: one, to: other, segment })),
      );
    });
  }

  overlaps(): readonly Overlap[] {
    return Object.entries(this.setting.hub.routeTableIds).flatMap(([segment, id]) => {
      const there = this.attachments().filter(({ propagations }) => propagations.get(id) === 'enabled');
      return there.flatMap((one, index) =>
        there
          .slice(index + 1)
          .filter((other) => this.#overlap(one.vpcId, other.vpcId))
          .map((other): Overlap => ({ segment, vpcs: [one.vpcId, other.vpcId] })),
      );
    });
  }

  #overlap(one: string, other: string): boolean {
    return this.cidrsOf(one).some((cidr) => this.cidrsOf(other).some((each) => overlaps(cidr, each)));
  }

  #routes(segment: string) {
    const table = this.setting.world.ec2.transitGatewayRouteTables.get(this.setting.hub.routeTableIds[segment] ?? '');
    return table ? routesOf(this.setting.world, table) : [];
  }
}
