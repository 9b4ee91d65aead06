import { grouped } from '../../lib/names';
import type { CallRecord } from '../twin/world';

/**
 * Parts the calls of a worker from the probes of its waits. An invocation that gives up its wait (an update of the ledger,
 * after which it queries it) probes before; one that changes nothing and returns its messages does nothing but probe.
 */
export function withoutProbes(calls: readonly CallRecord[]): {
  readonly calls: readonly CallRecord[];
  readonly probes: readonly CallRecord[];
} {
  const probes = new Set([...grouped(calls, ({ invocationId }) => invocationId).values()].flatMap(probesOf));
  return { calls: calls.filter((call) => !probes.has(call)), probes: [...probes] };
}

const OF_HUB = /^(sqs|dynamodb|events|sts):/;

function probesOf(invocation: readonly CallRecord[]): readonly CallRecord[] {
  const gaveUp = invocation.findIndex(
    ({ action }, index) => action === 'dynamodb:UpdateItem' && invocation[index + 1]?.action === 'dynamodb:Query',
  );
  if (gaveUp >= 0) return invocation.slice(0, gaveUp);
  const returned = invocation.some(({ action }) => action === 'sqs:ChangeMessageVisibilityBatch');
  const changed = invocation.some(({ action, mutating }) => mutating && !OF_HUB.test(action));
  return returned && !changed ? invocation : [];
}
