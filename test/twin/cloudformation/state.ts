import type { World } from '../world';
import { followPlacement } from './auto-deployment';
import type { StackSet } from './types';

/** Service-managed StackSets. */
export class CloudFormationState {
  /** ActivateOrganizationsAccess was called: enabling trusted access through Organizations alone is not enough. */
  organizationsAccess = false;
  readonly #sets = new Map<string, StackSet>();

  constructor(world: World) {
    world.organizations.onPlacement((placement) => followPlacement(world, placement));
  }

  /** A StackSet is visible in the region where it was created only; it goes by its name or its id. */
  stackSet(place: { readonly accountId: string; readonly region: string }, nameOrId: string): StackSet | undefined {
    return this.stackSets(place).find((set) => set.name === nameOrId || set.id === nameOrId);
  }

  stackSets({ accountId, region }: { readonly accountId: string; readonly region: string }): StackSet[] {
    return this.all().filter((set) => set.accountId === accountId && set.region === region);
  }

  /** All that are not deleted. */
  all(): StackSet[] {
    return [...this.#sets.values()].filter((set) => set.status === 'ACTIVE');
  }

  add(set: StackSet): void {
    this.#sets.set(set.id, set);
  }
}
