import { attachmentsOf, calls as attachmentCalls, detailsOf, type Together } from '../aws/read/attachment-reads';
import { calls as propagationCalls, callsFor, propagationsOf } from '../aws/read/propagations';
import { bind } from '../aws/sdk/calls';
import { hubOf } from '../landing-zone';
import type { SpokeAddress } from '../names';
import type { WorkerContext } from './worker-context';

const calls = { ...attachmentCalls, ...propagationCalls };

/** How the attachments of the spoke of a message group are read with those of others. */
export type ReadTogether = (group: string) => Together | undefined;

/**
 * Reads the attachments of the spokes of several message groups at once, when the first of them asks, and their subnets, options and
 * propagations likewise. EC2 gives the hub account 20 such reads a second; a burst of joins looks at hundreds of attachments every ten seconds, and
 * a sweep at those of all accounts.
 */
export function attachmentsTogether(
  { sessions, landingZone, hubs }: Pick<WorkerContext, 'sessions' | 'landingZone' | 'hubs'>,
  groups: Iterable<string>,
): ReadTogether {
  const spokes = new Map([...groups].map((group) => [group, addressOf(group)]));
  const regions = new Map<string, Together>();
  const ofRegion = (region: string): Together => {
    const hub = bind(calls, sessions.own(landingZone.hub.accountId, region));
    const accountIds = [...spokes.values()].filter((spoke) => spoke.region === region).map((spoke) => spoke.accountId);
    const { transitGatewayId, routeTableIds } = hubOf(hubs, region);
    const attachments = onDemand(() => attachmentsOf(hub, { transitGatewayId, accountIds }));
    const ids = async () => (await attachments()).map(({ attachmentId }) => attachmentId);
    const details = onDemand(async () => detailsOf(hub, await ids()));
    const all = async () => ({ attachmentIds: await ids(), routeTableIds: Object.values(routeTableIds) });
    const propagationsOfAll = onDemand(async () => propagationsOf(hub, await all()));
    const propagations: Together['propagations'] = async (asked) => {
      const ofAll = await all();
      const isPart = asked.attachmentIds.every((id) => ofAll.attachmentIds.includes(id));
      // The others need as much, as far as this spoke knows.
      return isPart && accountIds.length * callsFor(asked) >= callsFor(ofAll) ? propagationsOfAll() : undefined;
    };
    return { attachments, details, propagations };
  };
  return (group) => {
    const spoke = spokes.get(group);
    if (spoke === undefined) return undefined;
    const { accountId, region } = spoke;
    const found = regions.get(region) ?? ofRegion(region);
    regions.set(region, found);
    return {
      ...found,
      attachments: async () => (await found.attachments()).filter((attachment) => attachment.accountId === accountId),
    };
  };
}

const onDemand = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
};

const addressOf = (group: string): SpokeAddress => {
  const [accountId = '', region = ''] = group.split('/');
  return { accountId, region };
};
