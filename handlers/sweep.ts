import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { parse } from '@aws-lambda-powertools/parser';
import { meshOwners } from '../lib/aws/read/attachment-owners';
import { ec2, organizations } from '../lib/aws/sdk/services';
import { everybody } from '../lib/routing/sweep-targets';
import { groupOf, type WorkMessage } from '../lib/hub/messages';
import { spokesOf } from '../lib/routing/spokes';
import { telemetry } from './telemetry';
import { lazily, type Runtime } from './runtime';
import { wire, workplace } from './wiring';

/** What the schedule says: everybody, or only the spokes that wait for something long. */
const order = z.object({ sweep: z.enum(['all', 'waiting']) });
type Woken = Omit<WorkMessage, 'because' | 'accountChanged'> & { readonly worker: string };

/** Wakes spokes that no event wakes: events come on best effort, and long waits are nobody's message. */
export const create = (runtime: Runtime): ((event: unknown, context: Context) => Promise<{ woken: number }>) => {
  const { landingZone, hub, clock } = runtime;
  const wiring = wire(runtime, [ec2, organizations]);
  const place = workplace(runtime, wiring, 'join');
  const { signals, wrap } = telemetry(runtime);

  const owners = meshOwners(
    wiring.sessions.own(landingZone.hub.accountId, landingZone.hub.region),
    hub.transitGatewayId,
  );

  const all = async (): Promise<readonly Woken[]> => {
    const { accountIds, held } = everybody(landingZone, await wiring.organization.everyAccount(), await owners());
    if (held) signals.error('held back', held);
    signals.count('HeldBack', held?.accountIds.length ?? 0);
    const named = accountIds.map((accountId) => ({ accountId }));
    // Enroll wakes the others when it is done, so one message does for all three.
    const spokes = (await spokesOf(landingZone, named, owners)).map((spoke) => ({ ...spoke, worker: 'enroll' }));
    return [...spokes, { account: landingZone.hub.accountId, region: landingZone.hub.region, worker: 'join' }];
  };
  const waiting = async (): Promise<readonly Woken[]> =>
    (await place.ledger.waiting()).map(({ accountId, region, worker }) => ({ account: accountId, region, worker }));

  return wrap(async (event: unknown) => {
    const { sweep } = parse(event, undefined, order);
    const woken = sweep === 'all' ? await all() : await waiting();
    const at = clock.now().toISOString();
    for (const { worker, account, region } of woken) {
      const body: WorkMessage = { account, region, because: `sweep of ${sweep} at ${at}`, accountChanged: true };
      const group = groupOf(body);
      const message = { body: JSON.stringify(body), group, deduplicationId: `${sweep}/${at}/${worker}/${group}` };
      await wiring.queues.send(hub.queueUrls[worker] ?? '', message);
    }
    signals.info('swept', { sweep, woken: woken.length });
    signals.count('Swept', woken.length);
    return { woken: woken.length };
  });
};

export const handler = lazily(create);
