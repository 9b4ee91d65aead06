import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { stacks, stacksIn, UNTRACED } from '../../infra/stacks';
import type { LandingZone } from '../../lib/landing-zone';
import { fixtureLandingZone } from '../world/landing-zone';

export const landingZone: LandingZone = fixtureLandingZone();

/** CDK's own validation takes seconds for each app; `npm run synth` runs it. */
const UNVALIDATED = { builtinCloudFormationValidation: false };

/** Empty functions instead of bundles. */
const code = (): Code => Code.fromInline('exports.handler = () => {}');

/** The stacks of a landing zone, without the checks of cdk-nag: `nag.test.ts` has them. */
export function stacksOf(of: LandingZone) {
  const app = new App({ ...UNTRACED, ...UNVALIDATED });
  return { app, ...stacksIn(app, of, code) };
}

/** The same with the checks of cdk-nag, as `npm run synth` has them; with CDK's own validation, too, if `props` are empty. */
export const checkedStacksOf = (of: LandingZone, props: AppProps = { ...UNTRACED, ...UNVALIDATED }) =>
  stacks(of, code, { outdir: new App().outdir, ...props });

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
export type Resources = Readonly<Record<string, Resource>>;

export const made = stacksOf(landingZone);
export const templates = {
  management: Template.fromStack(made.management),
  hub: Template.fromStack(made.hub),
  automation: Template.fromStack(made.automation),
};

/** The properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string): Readonly<Record<string, unknown>>[] =>
  Object.values(template.findResources(type) as Resources).map(({ Properties }) => Properties);

/** The statements of the inline policies of the role with this name. */
export function statementsOf(roles: readonly Readonly<Record<string, unknown>>[], roleName: string): Statement[] {
  const role = roles.find(({ RoleName }) => RoleName === roleName);
  const policies = (role?.['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export const actionsIn = (statements: readonly Statement[]): string[] =>
  statements.flatMap(({ Action }) => Action).sort();

/** The template of a stack in the app's output, and its account and region. */
export function synthesized(app: App, stack: string) {
  const artifact = app.synth().getStackArtifact(stack);
  return { template: Template.fromJSON(artifact.template as object), environment: artifact.environment };
}
