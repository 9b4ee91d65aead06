import * as z from 'zod';
import { VERSION } from '../../names';
import { landingZoneText, type Answers } from './landing-zone-text';
import { workflowText } from './workflow';

/** A file of a new project by its path. */
export type Files = Readonly<Record<string, string>>;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The files of a project that has none of them, without package.json. */
export const projectFiles = (answers: Answers): Files => ({
  'landing-zone.yaml': landingZoneText(answers),
  'cdk.json': json({
    // For commands of the CDK CLI itself, such as `npx cdk bootstrap`; `wheelwright deploy` names the app itself.
    app: 'node node_modules/wheelwright/dist/app.mjs',
    versionReporting: false,
    notices: false,
    context: { 'cli-telemetry': false },
  }),
  '.github/workflows/landing-zone.yml': workflowText(answers),
});

const manifest = z.looseObject({
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * The package.json of a project: the one that it has, with what is missing in it. `spec` says where this package comes from: its
 * version, or the path of a tarball. The package brings everything else, so an upgrade is another version here.
 * @throws Error if the one that it has is no JSON object
 */
export function packageJson(existing: string | undefined, spec: string = VERSION): string {
  const { dependencies = {}, ...rest } = manifest.parse(JSON.parse(existing ?? '{}'));
  const has = 'wheelwright' in dependencies || 'wheelwright' in (rest.devDependencies ?? {});
  return json({
    private: true,
    ...rest,
    dependencies: has ? dependencies : { ...dependencies, wheelwright: spec },
  });
}

/** Files that git ignores in a project. */
export const GITIGNORE = 'node_modules/\ncdk.out/\n';
