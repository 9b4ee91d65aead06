import type { Learned, PlanInputs, Spoke } from './concept';

/** What a plan for a key of the spoke is made from. */
export const planInputs = ({ account, region, clock, landingZone, hub }: Spoke, learned: Learned): PlanInputs => ({
  accountId: account.id,
  region,
  now: clock.now(),
  ouPath: account.ouPath,
  landingZone,
  hub,
  ...learned,
});
