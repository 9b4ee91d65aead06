import { search } from './search';

/** The least share of races among all steps. */
const LEAST_RACES = 0.1;

/** Tests that no law of admission is broken in so many random sequences of a seed, and that these do what they are for. */
export const testAdmission = (sequences: number, seed = 1): void =>
  it(`no law of admission is broken in ${sequences} random sequences of changes`, async () => {
    const { counts, found } = await search({ seed, sequences });
    process.stderr.write(`${JSON.stringify(counts)}\n`);
    expect(found).toBeUndefined();
    const { admissions, refusals, quarantines, leaves, rivals, races, steps, interleaved } = counts;
    expect(races / steps).toBeGreaterThanOrEqual(LEAST_RACES);
    expect(Math.min(admissions, refusals, interleaved / 10)).toBeGreaterThan(sequences);
    expect(Math.min(quarantines, leaves)).toBeGreaterThan(sequences / 10);
    expect(rivals).toBeGreaterThan(sequences / 50);
  }, 600_000);
