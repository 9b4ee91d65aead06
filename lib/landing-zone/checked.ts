import { contradictions } from './contradictions';
import { fields } from './schema';

/** The schema of the config: every field on its own, then the contradictions between fields. */
export const landingZoneSchema = fields.superRefine((landingZone, context) => {
  for (const { path, message } of contradictions(landingZone))
    context.addIssue({ code: 'custom', path: [...path], message, input: landingZone });
});
