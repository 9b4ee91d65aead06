import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stage, Validations, type AppProps, type Stack } from 'aws-cdk-lib';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { isDelegated, logBucketAccount, logKeyArn, ruleRegions, type LandingZone } from '../lib/landing-zone';
import { delegation } from './constructs/delegation';
import type { CodeOf } from './constructs/code';
import { GLOBAL, placesIn } from './constructs/names';
import { bucketStatements, keyStatements } from './constructs/log-bucket';
import { policyDocument } from './constructs/policy';
import { FEATURE_FLAGS } from './feature-flags';
import { AutomationStack } from './stacks/automation';
import { DelegatedStack } from './stacks/delegated';
import { ForwardingStack } from './stacks/forwarding';
import { HubStack } from './stacks/hub';
import { LogArchiveStack } from './stacks/log-archive';
import { ManagementStack } from './stacks/management';
import type { LandingZoneStackProps } from './stacks/props';
import { rolesTemplate, rulesTemplate, zoneOwnerTemplate } from './stacks/spoke';
import { TrailStack } from './stacks/trail';
import { ValidationStack, testInstanceTemplate } from './stacks/test-instance';

const APP: AppProps = { analyticsReporting: false, context: FEATURE_FLAGS };

/** The app of a landing zone: all its stacks, checked by the rules of cdk-nag. */
export function stacks(landingZone: LandingZone, codeOf: CodeOf, props: AppProps = {}) {
  const app = new App({ ...APP, ...props });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, ...stacksIn(app, landingZone, codeOf) };
}

/** Without the stack of each construct's making, which CDK shows with a finding, and which takes a fifth of the time. */
export const UNTRACED: AppProps = {
  context: { ...FEATURE_FLAGS, [DISABLE_CREATION_STACK_TRACES]: true },
  stackTraces: false,
};

/** Writes the cloud assembly of a landing zone without the checks of CDK and cdk-nag, which take longer than all else. */
export function writeAssembly(landingZone: LandingZone, codeOf: CodeOf, outdir: string): void {
  const app = new App({ ...APP, ...UNTRACED, outdir, builtinCloudFormationValidation: false });
  stacksIn(app, landingZone, codeOf);
  app.synth();
}

/** All stacks of a landing zone. Also writes the templates of the StackSets and of the test instance into the app's output. */
export function stacksIn(scope: Construct, landingZone: LandingZone, codeOf?: CodeOf) {
  const {
    organization,
    hub: { accountId, region },
  } = landingZone;
  const stack = (name: string, account: string, stackRegion: string) => ({
    stackName: `wheelwright-${name}`,
    env: { account, region: stackRegion },
    landingZone,
  });
  const management = new ManagementStack(
    scope,
    'management',
    stack('management', organization.managementAccountId, GLOBAL),
  );
  const archive = logBucketAccount(landingZone) ?? accountId;
  const logArchive =
    archive === accountId
      ? undefined
      : new LogArchiveStack(scope, 'log-archive', stack('log-archive', archive, region));
  const hub = new HubStack(scope, 'hub', stack('hub', accountId, region));
  const automation = new AutomationStack(scope, 'automation', {
    ...stack('automation', accountId, region),
    ...(codeOf ? { codeOf } : {}),
  });
  if (logArchive) hub.addStackDependency(logArchive, 'its logs are delivered there');
  automation.addStackDependency(hub, 'reads its parameters');
  management.addStackDependency(automation, 'its rules deliver to the inbound bus');
  const delegated = isDelegated(landingZone)
    ? new DelegatedStack(scope, 'delegated', stack('delegated', accountId, GLOBAL))
    : undefined;
  delegated?.addStackDependency(management, 'the service control policies protect what its StackSets make');

  forwardingStacks(scope, stack, { landingZone, management, automation });

  writeFiles(scope, landingZone);
  if (landingZone.hub.testInstances) {
    const templateFile = write(scope, 'test-instance.template', testInstanceTemplate(landingZone));
    const validation = new ValidationStack(scope, 'validation', {
      ...stack('validation', accountId, region),
      templateFile,
    });
    validation.addStackDependency(hub, 'reads its parameters; the resolver must get its fixed addresses first');
  }
  const trail =
    organization.trail === 'create'
      ? new TrailStack(scope, 'trail', stack('trail', organization.managementAccountId, GLOBAL))
      : undefined;
  trail?.addStackDependency(management, 'the stack that had the trail in 0.1.0 deletes it first');
  return { management, hub, automation, trail, logArchive, delegated };
}

type StackPropsOf = (name: string, account: string, region: string) => LandingZoneStackProps;

/** The stacks of regions that have forward rules and nothing else of ours. */
function forwardingStacks(
  scope: Construct,
  stack: StackPropsOf,
  parts: { readonly landingZone: LandingZone; readonly management: Stack; readonly automation: Stack },
): void {
  const { landingZone, management, automation } = parts;
  const {
    organization,
    hub: { accountId, region },
  } = landingZone;
  const home = organization.controlTowerHomeRegion;
  if (home !== undefined && home !== GLOBAL)
    new ForwardingStack(scope, 'management-forwarding', {
      ...stack('forwarding', organization.managementAccountId, home),
      sender: 'management',
      places: ['Control Tower home region'],
    }).addStackDependency(management, 'its rules use the forwarder role');
  for (const otherRegion of ruleRegions(landingZone, landingZone.regions).filter((each) => each !== region))
    new ForwardingStack(scope, `hub-forwarding-${otherRegion}`, {
      ...stack('forwarding', accountId, otherRegion),
      sender: 'hub',
      places: placesIn(landingZone, otherRegion),
    }).addStackDependency(automation, 'its rules use the forwarder role and deliver to the inbound bus');
}

/** Writes what is not a stack of ours: policies for the owners of an existing log bucket and of a key, and the StackSets' templates. */
function writeFiles(scope: Construct, landingZone: LandingZone): void {
  if (logBucketAccount(landingZone) === undefined)
    write(scope, 'log-bucket.policy', policyDocument(...bucketStatements(landingZone)));
  if (logKeyArn(landingZone) !== undefined)
    write(scope, 'log-key.policy', policyDocument(...keyStatements(landingZone)));
  if (isDelegated(landingZone)) write(scope, 'organization.policy', delegation(landingZone));
  const zoneOwner = zoneOwnerTemplate(landingZone);
  if (zoneOwner) write(scope, 'zone-owner.template', zoneOwner);
  write(scope, 'roles.stackset.template', rolesTemplate(landingZone));
  write(scope, 'rules.stackset.template', rulesTemplate(landingZone));
}

/** Writes a template or a policy into the app's output, and returns the file. */
function write(scope: Construct, name: string, document: object): string {
  const stage = Stage.isStage(scope) ? scope : Stage.of(scope);
  if (!stage) throw new Error(`${scope.node.path}: expected a construct in a CDK App or Stage, found one in neither.`);
  const file = join(stage.outdir, `wheelwright-${name}.json`);
  writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
  return file;
}
