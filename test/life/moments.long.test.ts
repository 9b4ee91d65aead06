import { outcomes } from './whole/moments';

/** It shares no factor with the number of happenings, so that each comes at several moments. */
const EVERY = 24;

it('leaves nothing over when something happens to a VPC in the middle of its join or leave', async () => {
  const found = await outcomes(EVERY);
  expect(found.length).toBeGreaterThan(8);
  expect(found.filter(({ findings }) => findings.length > 0)).toEqual([]);
});
