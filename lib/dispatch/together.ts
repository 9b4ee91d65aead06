import { attachmentsOf, calls } from '../aws/read/attachment-reads';
import type { Attachment } from '../aws/read/shapes';
import { bind } from '../aws/sdk/calls';
import { hubOf } from '../landing-zone';
import type { SpokeAddress } from '../names';
import type { WorkerContext } from './worker-context';

/** How the attachments of the spoke of a message group are read with those of others; undefined where they are read alone. */
export type ReadTogether = (group: string) => (() => Promise<readonly Attachment[]>) | undefined;

/**
 * Reads the attachments of the spokes of several message groups at once, when the first of them asks. EC2 gives the hub account 20
 * such reads a second, and a burst of joins looks at hundreds of attachments every ten seconds.
 */
export function attachmentsTogether(
  { sessions, landingZone, hubs }: Pick<WorkerContext, 'sessions' | 'landingZone' | 'hubs'>,
  groups: readonly string[],
): ReadTogether {
  const spokes = new Map(groups.map((group) => [group, addressOf(group)]));
  const reading = new Map<string, Promise<readonly Attachment[]>>();
  const read = (region: string): Promise<readonly Attachment[]> => {
    const hub = bind(
      { describeTransitGatewayAttachments: calls.describeTransitGatewayAttachments },
      sessions.own(landingZone.hub.accountId, region),
    );
    const accountIds = [...spokes.values()].filter((spoke) => spoke.region === region).map((spoke) => spoke.accountId);
    return attachmentsOf(hub, { transitGatewayId: hubOf(hubs, region).transitGatewayId, accountIds });
  };
  return (group) => {
    const spoke = spokes.get(group);
    if (spoke === undefined) return undefined;
    return async () => {
      const all = reading.get(spoke.region) ?? read(spoke.region);
      reading.set(spoke.region, all);
      return (await all).filter(({ accountId }) => accountId === spoke.accountId);
    };
  };
}

const addressOf = (group: string): SpokeAddress => {
  const [accountId = '', region = ''] = group.split('/');
  return { accountId, region };
};
