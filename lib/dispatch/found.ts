import type { Reads } from '../aws/read/shapes';
import type { Clock } from '../aws/sdk/clock';
import type { Found, Provenance } from '../hub/ledger';
import type { Learned } from '../reconcile/concept';
import type { Report } from '../reconcile/engine';
import { isDone } from '../reconcile/step';
import { membershipOf, type Target } from '../reconcile/target';
import { fingerprintOf } from './fingerprint';

/** For so long, what was found before a wait need not be read again. */
const FRESH_MS = 5 * 60_000;
/** More subnets are not kept: an item of DynamoDB holds 400 KB. */
const MOST_SUBNETS = 200;

interface Worker {
  readonly clock: Clock;
  readonly provenance: Provenance;
}

/** Which keys the messages of a wake-up name. `all`: at least one message names none. */
export type Named = ReadonlySet<string> | 'all';

/**
 * What still counts of what was found before a wait: nothing after five minutes or with another config. What is heard of a
 * key ends what was found of it; a message that names no key ends all.
 */
export function stillFound({ clock, provenance }: Worker, found: Found | undefined, heard: Named): Found | undefined {
  if (found === undefined || heard === 'all' || found.configHash !== provenance.configHash) return undefined;
  if (clock.now().getTime() - Date.parse(found.at) >= FRESH_MS) return undefined;
  if (heard.size === 0) return found;
  const { subnets: _, ...rest } = found;
  return {
    ...rest,
    open: [...new Set([...found.open, ...heard])].sort(),
    settled: Object.fromEntries(Object.entries(found.settled).filter(([key]) => !heard.has(key))),
  };
}

/** What was learned of a concept of the target before the wait, if it was in sync and the target is the same. */
export const knownBy =
  (found: Found | undefined) =>
  (target: Target, kind: string): Learned | undefined => {
    const settled = found?.settled[target.key];
    return settled?.target === hashOf(target) ? settled.concepts[kind] : undefined;
  };

/** What a reconcile has found, for the one after its wait. `at`: when the first of it was read. */
export async function foundIn(
  { provenance }: Worker,
  { reads }: { readonly reads: Reads },
  reports: readonly Report[],
  at: Date,
): Promise<Found> {
  const open = reports.filter(isOpen);
  const subnets = open.some(({ target }) => target.intent === 'join') ? await reads.subnetsIfRead() : undefined;
  return {
    at: at.toISOString(),
    configHash: provenance.configHash,
    open: open.map(({ target }) => target.key).sort(),
    settled: Object.fromEntries(open.flatMap(settledOf)),
    ...(subnets === undefined || subnets.length > MOST_SUBNETS ? {} : { subnets }),
  };
}

const isOpen = ({ status, outcomes, findings = [] }: Report): boolean =>
  !['in-sync', 'changed'].includes(status) || findings.length > 0 || ![...outcomes.values()].every(isDone);

const settledOf = ({ target, settled }: Report): readonly [string, Found['settled'][string]][] =>
  target.intent === 'leave' || settled === undefined
    ? []
    : [[target.key, { target: hashOf(target), concepts: Object.fromEntries(settled) }]];

const hashOf = (target: Target): string => fingerprintOf([target.key, target.intent, membershipOf(target)]);
