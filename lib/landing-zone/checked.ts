import { contradictions } from './contradictions';
import { fields } from './schema';

/** The declared desired state: every field in itself, and the fields against each other. */
export const landingZoneSchema = fields.superRefine((landingZone, context) => {
  for (const { path, message } of contradictions(landingZone))
    context.addIssue({ code: 'custom', path: [...path], message, input: landingZone });
});
