import { LandingZoneError } from '../../lib/landing-zone/problem';
import { CliCommand } from '../command';
import { validateSchema } from '../schemas/validate';

/** Checks a landing zone. It asks AWS nothing. */
export const validateCommand = (): CliCommand =>
  new CliCommand('validate', {
    summary: 'Check a landing zone, and print everything that is wrong with it.',
    description: 'It asks AWS nothing, and finds what `npm run synth` finds in the file.',
    examples: [
      ['validate', 'Check landing-zone.yaml'],
      ['validate --config draft.yaml --json', 'Check another file, for a script'],
    ],
    schema: validateSchema,
  }).runs(async (cli, { config: file }) => {
    try {
      await cli.landingZone();
    } catch (error) {
      if (!(error instanceof LandingZoneError)) throw error;
      const { problems } = error;
      if (!cli.options.json) throw error;
      cli.print(validateSchema, { file, valid: false, problems: [...problems] }, () => '');
      return 'failed';
    }
    cli.print(validateSchema, { file, valid: true, problems: [] }, () => `${file} has no errors.`);
    return 'ok';
  });
