import type { EnrolledWorld } from '../world/enrolled';
import { memoryIo, type MemoryIo } from './memory-io';

/** The outside of somebody with an administrator's credentials of the hub account. */
export function operatorIo(
  { world, landingZone }: EnrolledWorld,
  options: { readonly columns?: number } = {},
): MemoryIo {
  const { accountId, region } = landingZone.hub;
  const { requestHandler, credentials } = world.config(world.administrator(accountId), region);
  return memoryIo({ ...options, clock: world.clock, aws: { requestHandler, credentials } });
}
