import type { World } from '../twin/world';

/** What a client takes to act with StackSets' role in an account: nobody else there may change what is ours. */
export function stackSetsRole(world: World, accountId: string, region: string) {
  const identity = [...world.identities.values()].find(
    (each) => each.accountId === accountId && each.issuer?.userName.startsWith('stacksets-exec-') === true,
  );
  if (!identity) throw new Error(`StackSets has deployed nothing to account ${accountId}.`);
  return world.config(identity, region);
}
