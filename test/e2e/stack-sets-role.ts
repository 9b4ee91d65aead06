import type { World } from '../twin/world';

/** An identity with the StackSets role of an account: the service control policies let no other role there change our resources. */
export function stackSetsRole(world: World, accountId: string, region: string) {
  const identity = [...world.identities.values()].find(
    (each) => each.accountId === accountId && each.issuer?.userName.startsWith('stacksets-exec-') === true,
  );
  if (!identity) throw new Error(`StackSets has deployed nothing to account ${accountId}.`);
  return world.config(identity, region);
}
