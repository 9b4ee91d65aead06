import type { MeshMembership } from '../organizations/types';
import type { World } from '../world';
import { advance, queue } from './engine';
import { owedTo, workFor } from './targets';
import { instanceKey, type StackSet } from './types';

/**
 * Follows an account that entered, moved within or left the organization: the instances of its old targets are deleted, then
 * those of its new targets are created. Account filters of earlier requests do not count here.
 */
export function followPlacement(world: World, membership: MeshMembership): void {
  if (membership.account.id === world.organizations.managementAccountId) return;
  const sets = world.cloudformation.all().filter((set) => set.autoDeployment.enabled);
  for (const set of sets) follow(world, set, membership);
  // Only now: a StackSet that depends on another has to see the other's operation.
  advance(world);
}

function follow(world: World, set: StackSet, { account, from, to }: MeshMembership): void {
  const before = from === undefined ? [] : owedTo(world, set, from);
  const after = to === undefined ? [] : owedTo(world, set, to);
  const left = before.filter(({ unitId }) => !after.some((target) => target.unitId === unitId));
  const entered = after.filter(({ unitId }) => !before.some((target) => target.unitId === unitId));
  const leaving = [...set.instances.values()].filter(
    (instance) => instance.accountId === account.id && left.some(({ unitId }) => unitId === instance.unitId),
  );
  const { retainStacks } = set.autoDeployment;
  if (leaving.length > 0)
    queue(world, set, {
      action: 'DELETE',
      automatic: true,
      retainStacks,
      work: leaving.flatMap(({ accountId, unitId, region }) => workFor([{ accountId, unitId }], [region])),
    });
  const keeps = (region: string): boolean => {
    const instance = set.instances.get(instanceKey(account.id, region));
    return instance !== undefined && !leaving.includes(instance);
  };
  const work = entered.flatMap(({ unitId, regions }) =>
    workFor(
      [{ accountId: account.id, unitId }],
      regions.filter((region) => !keeps(region)),
    ),
  );
  if (work.length > 0) queue(world, set, { action: 'CREATE', automatic: true, work });
}
