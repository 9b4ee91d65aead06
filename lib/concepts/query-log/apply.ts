import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const association = { ResolverQueryLogConfigId: change.configId, ResourceId: change.key };
  if (change.verb === 'create') await spoke.calls.spoke.associate(association);
  else await spoke.calls.spoke.disassociate(association);
}
