import { TagResourceCommand } from '@aws-sdk/client-organizations';
import { withTagPrefix } from '../../lib/landing-zone';
import { CONTACT } from '../../lib/names';
import type { EnrolledWorld } from '../world/enrolled';
import { workloads } from '../world/organization';
import { ADDRESS } from '../world/recipients';

/**
 * From now on notices are sent, also to the contact of the first workload account. The first one is refused and sent again later, and
 * EventBridge delivers each event twice.
 */
export async function beginToNotify({ world, people, organization, landingZone }: EnrolledWorld): Promise<void> {
  world.sns.confirm(ADDRESS);
  let isFirst = true;
  world.functions.internet = () => {
    const status = isFirst ? 503 : 200;
    isFirst = false;
    return Promise.resolve(new Response('', { status }));
  };
  world.eventbridge.interceptors.push(({ rule }) => (rule.name === 'wheelwright-notify' ? 'twice' : 'deliver'));
  const Tags = [{ Key: withTagPrefix(landingZone, CONTACT), Value: 'payments' }];
  const [first] = workloads(landingZone);
  const ResourceId = organization.accounts[first?.segment ?? ''];
  await people.organizations.send(new TagResourceCommand({ ResourceId, Tags }));
}
