import { deliverShuffled, freshReconcile, recordStory } from './deliveries';

/** Delivers the demo's events twice and in one order for each seed. */
describe("the demo's events, each delivered twice and in any order, to a world in its end state", () => {
  let recorded: Awaited<ReturnType<typeof recordStory>>;
  let fresh: Awaited<ReturnType<typeof freshReconcile>>;
  beforeAll(async () => {
    recorded = await recordStory();
    fresh = await freshReconcile();
  });

  it('are many, and one reconcile has something to do', () => {
    expect(recorded.events.length).toBeGreaterThan(40);
    expect(fresh.writes.filter((write) => write.endsWith('ec2:CreateTransitGatewayVpcAttachment'))).toHaveLength(4);
  });

  it.each([1, 2, 3, 4, 5])(
    'make the same mesh with exactly the writes of one fresh reconcile (seed %i)',
    async (seed) => {
      const shuffled = await deliverShuffled(recorded, seed);
      expect(shuffled.mesh).toEqual(fresh.mesh);
      expect(shuffled.writes).toEqual(fresh.writes);
    },
  );
});
