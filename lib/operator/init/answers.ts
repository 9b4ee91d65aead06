import { LandingZoneError, parseLandingZone } from '../../landing-zone';
import { landingZoneText, type Answers } from './landing-zone-text';

/** The ids of an example organization. The file that is written of them is valid, and runs in the demo and the sandbox. */
export const EXAMPLE: Answers = {
  organizationId: 'o-exampleorg1',
  rootId: 'r-exmp',
  managementAccount: '100000000001',
  hubAccount: '100000000002',
  region: 'eu-central-1',
  mesh: '10.0.0.0/14',
  segments: { dev: ['ou-exmp-00000dev'], prod: ['ou-exmp-0000prod'] },
  notify: [],
};

/** The answers that are still those of the example, and have to be replaced before a deployment. */
export const examplesIn = (answers: Answers): readonly (keyof Answers)[] =>
  (['organizationId', 'rootId', 'managementAccount', 'hubAccount', 'segments'] as const).filter(
    (key) => JSON.stringify(answers[key]) === JSON.stringify(EXAMPLE[key]),
  );

/** What is wrong with answers, each problem as a sentence; nothing if a landing zone can be written of them. */
export function problemsIn(answers: Answers): readonly string[] {
  try {
    parseLandingZone(landingZoneText(answers), 'landing-zone.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof LandingZoneError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}
