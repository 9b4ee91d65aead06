import {
  GetTransitGatewayRouteTablePropagationsCommand,
  SearchTransitGatewayRoutesCommand,
  type TransitGatewayRoute,
} from '@aws-sdk/client-ec2';
import type { BoundCalls, Calls } from '../../aws/sdk/calls';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { hubOf, overlaps, reachableSegments, segmentOfCidr, type Hubs, type LandingZone } from '../../landing-zone';

export const calls = {
  spoke: {},
  hub: {
    searchRoutes: SearchTransitGatewayRoutesCommand,
    propagationsOfTable: GetTransitGatewayRouteTablePropagationsCommand,
  },
} satisfies Calls;

export interface Mesh {
  readonly landingZone: LandingZone;
  readonly hubs: Hubs;
}

/** A segment's table. */
export interface Table {
  readonly routeTableId: string;
  readonly segment: string;
}

/** A route to an attachment, in a table to which a VPC would be propagated. */
export interface RouteElsewhere extends Table {
  readonly cidr: string;
  readonly isStatic: boolean;
  readonly attachmentId: string;
  readonly resourceId: string;
  readonly resourceType: string;
}

/** The tables to which a VPC with these CIDRs would be propagated. */
export function tablesFor(
  { landingZone, hubs }: Mesh,
  { region }: SpokeContext,
  cidrs: readonly string[],
): readonly Table[] {
  const segments = new Set(
    cidrs.flatMap((cidr) => {
      const segment = segmentOfCidr(landingZone, cidr);
      return segment === undefined ? [] : reachableSegments(landingZone, segment);
    }),
  );
  const { routeTableIds } = hubOf(hubs, region);
  return [...segments].flatMap((segment) => {
    const routeTableId = routeTableIds[segment];
    return routeTableId === undefined ? [] : [{ routeTableId, segment }];
  });
}

/**
 * The routes in these tables that overlap one of the CIDRs and lead to attachments of other resources. A shorter prefix than /16
 * is left out: no VPC has one (VPC User Guide, "VPC CIDR blocks"). So one call answers for a CIDR of a VPC: all routes
 * within the /16 that it lies in. The number of VPCs in the mesh does not count.
 */
export async function routesElsewhere(
  mesh: Mesh,
  spoke: SpokeContext,
  { vpcId, cidrs }: { readonly vpcId: string; readonly cidrs: readonly string[] },
): Promise<readonly RouteElsewhere[]> {
  const { hub } = spoke.bound(calls);
  const found: RouteElsewhere[] = [];
  for (const table of tablesFor(mesh, spoke, cidrs)) {
    const routes: TransitGatewayRoute[] = [];
    for (const outer of new Set(cidrs.map(networkOf))) routes.push(...(await routesWithin(hub, table, outer, cidrs)));
    for (const { DestinationCidrBlock: cidr = '', Type, TransitGatewayAttachments = [] } of routes)
      for (const { TransitGatewayAttachmentId, ResourceId, ResourceType } of TransitGatewayAttachments)
        if (ResourceId !== vpcId && cidrs.some((one) => overlaps(one, cidr)))
          found.push({
            ...table,
            cidr,
            isStatic: Type === 'static',
            attachmentId: TransitGatewayAttachmentId ?? '',
            resourceId: ResourceId ?? '',
            resourceType: ResourceType ?? '',
          });
  }
  return found;
}

/** The /16 that a CIDR of a VPC lies in. */
const networkOf = (cidr: string): string => `${cidr.split('.').slice(0, 2).join('.')}.0.0/16`;

type Hub = BoundCalls<typeof calls>['hub'];

/** A search returns 1,000 routes at most. Where there are more, each CIDR is searched for by itself. */
async function routesWithin(
  hub: Hub,
  { routeTableId: TransitGatewayRouteTableId }: Table,
  outer: string,
  cidrs: readonly string[],
): Promise<readonly TransitGatewayRoute[]> {
  const search = (match: 'subnet-of-match' | 'supernet-of-match', Values: string[]) =>
    hub.searchRoutes({ TransitGatewayRouteTableId, Filters: [{ Name: `route-search.${match}`, Values }] });
  const { Routes = [], AdditionalRoutesAvailable } = await search('subnet-of-match', [outer]);
  if (AdditionalRoutesAvailable !== true) return Routes;
  const inside = cidrs.filter((cidr) => networkOf(cidr) === outer);
  const narrow = [];
  for (const match of ['subnet-of-match', 'supernet-of-match'] as const) narrow.push(await search(match, inside));
  return narrow.flatMap((page) => page.Routes ?? []);
}
