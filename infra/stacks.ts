import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations, type AppProps, type Stack, type StackProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { isDelegated, logBucketAccount, logKeyArn, ruleRegions, type LandingZone } from '../lib/landing-zone';
import { delegation } from './constructs/delegation';
import type { CodeOf } from './constructs/bundle';
import { GLOBAL, placesIn } from './constructs/names';
import { bucketStatements, keyStatements } from './constructs/log-bucket';
import { policyDocument } from './constructs/policy';
import { AutomationStack } from './stacks/automation';
import { DelegatedStack } from './stacks/delegated';
import { ForwardingStack } from './stacks/forwarding';
import { HubStack } from './stacks/hub';
import { LogArchiveStack } from './stacks/log-archive';
import { ManagementStack } from './stacks/management';
import { rolesTemplate, rulesTemplate } from './stacks/spoke';
import { TrailStack } from './stacks/trail';
import { ValidationStack, testInstanceTemplate } from './stacks/test-instance';

/** All stacks of a landing zone. Also writes the templates of the StackSets and of the test instance into the app's output. */
export function stacks(landingZone: LandingZone, codeOf: CodeOf, props: AppProps = {}) {
  const app = new App({ analyticsReporting: false, ...props });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
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
    app,
    'management',
    stack('management', organization.managementAccountId, GLOBAL),
  );
  const archive = logBucketAccount(landingZone) ?? accountId;
  const logArchive =
    archive === accountId ? undefined : new LogArchiveStack(app, 'log-archive', stack('log-archive', archive, region));
  const hub = new HubStack(app, 'hub', stack('hub', accountId, region));
  const automation = new AutomationStack(app, 'automation', {
    ...stack('automation', accountId, region),
    codeOf,
  });
  if (logArchive) hub.addStackDependency(logArchive, 'its logs are delivered there');
  automation.addStackDependency(hub, 'reads its parameters');
  management.addStackDependency(automation, 'its rules deliver to the inbound bus');
  const delegated = isDelegated(landingZone)
    ? new DelegatedStack(app, 'delegated', stack('delegated', accountId, GLOBAL))
    : undefined;
  delegated?.addStackDependency(management, 'the service control policies protect what its StackSets make');

  forwardingStacks(app, stack, { landingZone, management, automation });

  writeFiles(app, landingZone);
  if (landingZone.hub.testInstances) {
    const templateFile = write(app, 'test-instance.template', testInstanceTemplate(landingZone));
    const validation = new ValidationStack(app, 'validation', {
      ...stack('validation', accountId, region),
      templateFile,
    });
    validation.addStackDependency(hub, 'reads its parameters; the resolver must get its fixed addresses first');
  }
  const trail =
    organization.trail === 'create'
      ? new TrailStack(app, 'trail', stack('trail', organization.managementAccountId, GLOBAL))
      : undefined;
  trail?.addStackDependency(management, 'the stack that had the trail in 0.1.0 deletes it first');
  return { app, management, hub, automation, trail, logArchive, delegated };
}

type StackPropsOf = (
  name: string,
  account: string,
  region: string,
) => StackProps & { readonly landingZone: LandingZone };

/** The stacks of regions that have forward rules and nothing else of ours. */
function forwardingStacks(
  app: App,
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
    new ForwardingStack(app, 'management-forwarding', {
      ...stack('forwarding', organization.managementAccountId, home),
      sender: 'management',
      places: ['Control Tower home region'],
    }).addStackDependency(management, 'its rules use the forwarder role');
  for (const otherRegion of ruleRegions(landingZone, landingZone.regions).filter((each) => each !== region))
    new ForwardingStack(app, `hub-forwarding-${otherRegion}`, {
      ...stack('forwarding', accountId, otherRegion),
      sender: 'hub',
      places: placesIn(landingZone, otherRegion),
    }).addStackDependency(automation, 'its rules use the forwarder role and deliver to the inbound bus');
}

/** Writes what is not a stack of ours: policies for the owners of an existing log bucket and of a key, and the StackSets' templates. */
function writeFiles(app: App, landingZone: LandingZone): void {
  if (logBucketAccount(landingZone) === undefined)
    write(app, 'log-bucket.policy', policyDocument(...bucketStatements(landingZone)));
  if (logKeyArn(landingZone) !== undefined) write(app, 'log-key.policy', policyDocument(...keyStatements(landingZone)));
  if (isDelegated(landingZone)) write(app, 'organization.policy', delegation(landingZone));
  write(app, 'roles.stackset.template', rolesTemplate(landingZone));
  write(app, 'rules.stackset.template', rulesTemplate(landingZone));
}

/** Writes a template or a policy into the app's output, and returns the file. */
function write({ outdir }: App, name: string, document: object): string {
  const file = join(outdir, `wheelwright-${name}.json`);
  writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
  return file;
}
