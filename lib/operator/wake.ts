import type { Queues } from '../hub/queues';
import { queues } from '../hub/queues';
import { wake, type WakeUp } from '../hub/wake';
import type { SweepOrder } from '../hub/sweep-page';
import { sweepQueueUrl } from '../landing-zone';
import type { SpokeAddress, WorkerName } from '../names';
import type { Connection } from './connection';
import { OperatorError } from './operator-error';

type Hub = Pick<Connection, 'hub' | 'clock' | 'landingZone' | 'operator'>;

const queuesOf = ({ hub }: Hub): Queues => queues(hub);

/** Begins a sweep, as its schedule does: of every account, or of the spokes whose wait was acknowledged. */
export const orderSweep = (connection: Hub, order: SweepOrder): Promise<void> =>
  queuesOf(connection).sendLater(sweepQueueUrl(connection.landingZone), JSON.stringify(order), 0);

/** An account in each governed region. */
export function spokesOfAccount(
  { landingZone: { regions, hub, organization } }: Pick<Connection, 'landingZone'>,
  accountId: string,
): readonly SpokeAddress[] {
  if (!/^\d{12}$/.test(accountId))
    throw new OperatorError({
      found: `account ${accountId}`,
      expected: 'twelve digits',
      next: 'look the id up with aws organizations list-accounts',
    });
  if (accountId === organization.managementAccountId)
    throw new OperatorError({
      found: 'the management account',
      expected: 'a member account',
      next: 'name another account: Wheelwright changes nothing there',
    });
  return (accountId === hub.accountId ? [hub.region] : regions).map((region) => ({ accountId, region }));
}

/** Wakes workers for spokes. Without workers: enroll and join; enroll wakes the others when it is done. */
export async function wakeSpokes(
  connection: Hub,
  spokes: readonly SpokeAddress[],
  because: string,
  workers: readonly WorkerName[] = ['enroll', 'join'],
): Promise<void> {
  const { landingZone, operator, clock } = connection;
  const wakeUps = workers.flatMap((worker) =>
    spokes.map((spoke): WakeUp => ({ ...spoke, worker, accountChanged: true })),
  );
  await wake({ queues: queuesOf(connection), landingZone }, wakeUps, {
    because: `${because} by ${operator}`,
    id: `operator/${clock.now().toISOString()}`,
  });
}
