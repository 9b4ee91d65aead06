import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { parse } from '@aws-lambda-powertools/parser';
import { organizations } from '../lib/aws/services';
import { groupOf, type WorkMessage } from '../lib/workers/message';
import { spokesOf } from '../lib/workers/spokes';
import { telemetry } from './telemetry';
import { lazily, type Runtime } from './runtime';
import { wire, workplace } from './wiring';

/** What the schedule says: everybody, or only the spokes that wait for something long. */
const order = z.object({ sweep: z.enum(['all', 'waiting']) });
type Woken = Omit<WorkMessage, 'because' | 'accountChanged'> & { readonly worker: string };

/** Wakes spokes that no event wakes: events come on best effort, and long waits are nobody's message. */
export const create = (runtime: Runtime): ((event: unknown, context: Context) => Promise<{ woken: number }>) => {
  const { landingZone, hub, clock } = runtime;
  const wiring = wire(runtime, [organizations]);
  const place = workplace(runtime, wiring, 'join');
  const { signals, wrap } = telemetry(runtime);

  const everybody = async (): Promise<readonly Woken[]> => {
    const accounts = await wiring.organization.accountIds();
    const spokes = await spokesOf(
      landingZone,
      accounts.map((accountId) => ({ accountId })),
      () => Promise.resolve([]),
    );
    // Enroll wakes join when it is done, so one message does for both.
    return spokes.map((spoke) => ({ ...spoke, worker: 'enroll' }));
  };
  const waiting = async (): Promise<readonly Woken[]> =>
    (await place.ledger.waiting()).map(({ accountId, region, worker }) => ({ account: accountId, region, worker }));

  return wrap(async (event: unknown) => {
    const { sweep } = parse(event, undefined, order);
    const woken = sweep === 'all' ? await everybody() : await waiting();
    const at = clock.now().toISOString();
    for (const { worker, account, region } of woken) {
      const body: WorkMessage = { account, region, because: `sweep of ${sweep} at ${at}`, accountChanged: true };
      const message = {
        body: JSON.stringify(body),
        group: groupOf(body),
        deduplicationId: `${sweep}/${at}/${worker}/${account}`,
      };
      await wiring.queues.send(hub.queueUrls[worker] ?? '', message);
    }
    signals.info('swept', { sweep, woken: woken.length });
    signals.count('Swept', woken.length);
    return { woken: woken.length };
  });
};

export const handler = lazily(create);
