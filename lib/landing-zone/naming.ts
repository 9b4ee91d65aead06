import { NAMING, type Naming } from '../names';
import type { LandingZone } from './schema';

/** The names of a landing zone, from which event patterns, service control policies and roles are generated. */
export const namingOf = ({ iam }: Pick<LandingZone, 'iam'>): Naming => ({
  ...NAMING,
  rolePath: iam.path,
  rolePrefix: iam.rolePrefix,
});
