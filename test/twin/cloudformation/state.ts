import type { World } from '../world';
import { followPlacement } from './auto-deployment';
import type { SingleStack } from './single-stack';
import type { PhysicalResource, StackSet } from './types';
import { PARTS } from '../parts';

/** A resource of a stack, and where it is. */
export interface Declared extends PhysicalResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly accountId: string;
  readonly region: string;
}

/** Stacks and service-managed StackSets. */
export class CloudFormationState {
  /** ActivateOrganizationsAccess was called: enabling trusted access through Organizations alone is not enough. */
  organizationsAccess = false;
  /** Whose account IAM sees in the ARN of a StackSet that a delegated administrator calls. AWS does not document it. */
  delegatedArns: 'of the management account' | 'of the administrator' = 'of the management account';
  /**
   * Which of the resources whose dependencies exist a stack creates next: the first or the last of its template.
   * CloudFormation creates them side by side, in no order.
   */
  creates: 'first' | 'last' = 'first';
  readonly #sets = new Map<string, StackSet>();
  readonly #stacks: SingleStack[] = [];

  [PARTS](): readonly object[] {
    return [this.#sets, this.#stacks];
  }

  constructor(world: World) {
    world.organizations.onPlacement((membership) => followPlacement(world, membership));
  }

  /** A StackSet is visible in the region where it was created only; it is found by its name or its id. */
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

  /** The stack of this name in an account and region. */
  stack(place: { readonly accountId: string; readonly region: string }, name: string): SingleStack | undefined {
    return this.#stacks.find(
      (stack) => stack.accountId === place.accountId && stack.region === place.region && stack.name === name,
    );
  }

  addStack(stack: SingleStack): void {
    this.#stacks.push(stack);
  }

  removeStack(stack: SingleStack): void {
    this.#stacks.splice(this.#stacks.indexOf(stack), 1);
  }

  /** Every resource of a type that stacks made: for types without a service of the twin, their only record. */
  declared(type: string): Declared[] {
    return this.#stacks.flatMap(({ name: stackName, accountId, region, resources }) =>
      [...resources]
        .filter(([, resource]) => resource.type === type)
        .map(([logicalId, resource]) => ({ ...resource, stackName, logicalId, accountId, region })),
    );
  }
}
