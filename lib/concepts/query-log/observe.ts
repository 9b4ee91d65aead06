import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual } from './plan';

/** The spoke's associations with the hub's config, in one list. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const associations = await allPages(async (NextToken) => {
    const page = await spoke.calls.spoke.listAssociations({
      MaxResults: 100,
      NextToken,
      Filters: [{ Name: 'ResolverQueryLogConfigId', Values: [spoke.hub.queryLogConfigId] }],
    });
    return { items: page.ResolverQueryLogConfigAssociations, next: page.NextToken };
  });
  return new Map(
    vpcIds.map((vpcId) => {
      const found = associations.find(({ ResourceId }) => ResourceId === vpcId);
      return [vpcId, { vpcId, status: found?.Status ?? 'absent', error: found?.ErrorMessage ?? found?.Error ?? '' }];
    }),
  );
}
