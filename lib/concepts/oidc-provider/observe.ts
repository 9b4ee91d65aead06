import { clusters, describe, providers } from '../../aws/read/clusters';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual } from './plan';

type Here = Spoke<typeof calls>;

export async function observe(spoke: Here, names: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const [living, found] = await Promise.all([clusters(spoke), providers(spoke)]);
  return new Map(
    names.map((name) => {
      const cluster = living.find((each) => each.name === name);
      return [name, { name, providers: found, ...(cluster === undefined ? {} : { cluster }) }];
    }),
  );
}

/** A cluster that is gone is no reason to wait either. */
export async function ready(spoke: Here, name: string): Promise<boolean> {
  const cluster = await describe(spoke.calls.spoke, name);
  return cluster === undefined || !['CREATING', 'PENDING'].includes(cluster.status);
}
