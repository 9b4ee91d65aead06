import { GONE } from '../../aws/read/from-aws';
import type { Bound } from '../../aws/sdk/calls';
import { isFailure } from '../../aws/sdk/failure';
import { allPages } from '../../aws/sdk/pages';
import { zoneOwner, type HubResources, type LandingZone } from '../../landing-zone';
import type { doctorCalls } from '../doctor-calls';
import type { PrefixListUsage, ZoneUsage } from './quotas';
import type { Association, FoundGateway } from './sharing';

type Hub = Bound<typeof doctorCalls.hub>;

const associationsOf = async (
  { associations }: Hub,
  input: Parameters<Hub['associations']>[0],
): Promise<readonly Association[]> => {
  const found = await allPages(async (nextToken) => {
    const page = await associations({ ...input, maxResults: 500, nextToken });
    return { items: page.resourceShareAssociations, next: page.nextToken };
  });
  return found.map(({ resourceShareArn, resourceShareName, associatedEntity, status }) => ({
    ...{ shareArn: resourceShareArn ?? '', shareName: resourceShareName ?? '' },
    ...{ entity: associatedEntity ?? '', status: status ?? '' },
  }));
};

/** The resources and the principals of our shares. */
export async function readShares(hub: Hub, { resourceShareArns }: HubResources) {
  const read = (associationType: 'RESOURCE' | 'PRINCIPAL') =>
    associationsOf(hub, { associationType, resourceShareArns: [...resourceShareArns] });
  const [resources, principals] = await Promise.all([read('RESOURCE'), read('PRINCIPAL')]);
  return { resources, principals };
}

/** The transit gateway, and every share that has it. */
export async function readGateway(hub: Hub, { transitGatewayId }: HubResources): Promise<FoundGateway> {
  const gateway = await hub
    .gateways({ TransitGatewayIds: [transitGatewayId] })
    .then(({ TransitGateways = [] }) =>
      TransitGateways.find(({ State }) => State === 'available' || State === 'modifying'),
    )
    .catch((error: unknown) => {
      // EC2 says so of one that does not exist.
      if (isFailure(error, 'not-visible-yet')) return undefined;
      throw error;
    });
  if (gateway === undefined) return { shares: [] };
  const { Options = {}, TransitGatewayArn: resourceArn } = gateway;
  return {
    options: {
      autoAccept: Options.AutoAcceptSharedAttachments === 'enable',
      defaultAssociation: Options.DefaultRouteTableAssociation === 'enable',
      defaultPropagation: Options.DefaultRouteTablePropagation === 'enable',
    },
    shares: await associationsOf(hub, { associationType: 'RESOURCE', resourceArn }),
  };
}

/** How many attachments the transit gateway has, of every type. */
export async function countAttachments(hub: Hub, { transitGatewayId }: HubResources): Promise<number> {
  const found = await allPages(async (NextToken) => {
    const page = await hub.attachments({
      ...{ Filters: [{ Name: 'transit-gateway-id', Values: [transitGatewayId] }], MaxResults: 1000, NextToken },
    });
    return { items: page.TransitGatewayAttachments, next: page.NextToken };
  });
  return found.filter(({ State = '' }) => !GONE.has(State)).length;
}

/** How many routes the tables of segments have, static and propagated. */
export async function countRoutes(hub: Hub, { routeTableIds }: HubResources): Promise<number> {
  const counts = Object.values(routeTableIds).map(async (TransitGatewayRouteTableId) => {
    const routes = await allPages(async (NextToken) => {
      const page = await hub.routes({
        ...{ TransitGatewayRouteTableId, MaxResults: 1000, NextToken },
        Filters: [{ Name: 'state', Values: ['active', 'blackhole'] }],
      });
      return { items: page.Routes, next: page.NextToken };
    });
    return routes.length;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** The private zones of the hub account, with the quotas that AWS applies. */
export async function readZones(
  hub: Hub,
  landingZone: LandingZone,
  { zoneIds }: HubResources,
): Promise<{ readonly zones: readonly ZoneUsage[]; readonly unseen: readonly string[] }> {
  const isOwn = (name: string): boolean => zoneOwner(landingZone, name) === landingZone.hub.accountId;
  const zones = Object.entries(zoneIds)
    .filter(([name]) => isOwn(name))
    .map(async ([name, id]): Promise<ZoneUsage> => {
      const { Limit, Count } = await hub.zoneLimit({ HostedZoneId: id, Type: 'MAX_VPCS_ASSOCIATED_BY_ZONE' });
      return { name, id, used: Count ?? 0, most: Limit?.Value ?? 0 };
    });
  return { zones: await Promise.all(zones), unseen: Object.keys(zoneIds).filter((name) => !isOwn(name)) };
}

export async function readPrefixList(hub: Hub, { prefixListId }: HubResources): Promise<PrefixListUsage | undefined> {
  const named = { PrefixListId: prefixListId };
  const found = await hub
    .prefixLists({ PrefixListIds: [prefixListId] })
    .then(({ PrefixLists = [] }) => PrefixLists[0])
    .catch((error: unknown) => {
      if (isFailure(error, 'not-visible-yet')) return undefined;
      throw error;
    });
  if (found === undefined) return undefined;
  const entries = await allPages(async (NextToken) => {
    const page = await hub.prefixListEntries({ ...named, NextToken });
    return { items: page.Entries, next: page.NextToken };
  });
  const { MaxEntries: most = 0, State: state = '', StateMessage: stateMessage = '' } = found;
  return { id: prefixListId, entries: entries.length, most, state, stateMessage };
}

/** How many resources of all accounts refer to the mesh prefix list. */
export async function countReferences(hub: Hub, { prefixListId }: HubResources): Promise<number> {
  const found = await allPages(async (NextToken) => {
    const page = await hub.prefixListReferences({ PrefixListId: prefixListId, NextToken });
    return { items: page.PrefixListAssociations, next: page.NextToken };
  });
  return found.length;
}
