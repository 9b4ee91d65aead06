import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations, type AppProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { LandingZone } from '../lib/landing-zone';
import type { CodeOf } from './constructs/bundle';
import { GLOBAL, placesIn, ruleRegions } from './constructs/names';
import type { PlainTemplate } from './constructs/plain-template';
import { AutomationStack } from './stacks/automation';
import { ForwardingStack } from './stacks/forwarding';
import { HubStack } from './stacks/hub';
import { ManagementStack } from './stacks/management';
import { rolesTemplate, rulesTemplate } from './stacks/spoke';
import { ValidationStack, testInstanceTemplate } from './stacks/test-instance';

/** Every stack that a landing zone is deployed as, and the StackSets' templates beside them in the app's output. */
export function stacks(landingZone: LandingZone, codeOf: CodeOf, props: AppProps = {}) {
  const app = new App({ analyticsReporting: false, ...props });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const {
    organization,
    hub: { accountId, region },
  } = landingZone;
  const place = (name: string, account: string, where: string) => ({
    stackName: `wheelwright-${name}`,
    env: { account, region: where },
    landingZone,
  });
  const management = new ManagementStack(
    app,
    'management',
    place('management', organization.managementAccountId, GLOBAL),
  );
  const hub = new HubStack(app, 'hub', place('hub', accountId, region));
  const automation = new AutomationStack(app, 'automation', {
    ...place('automation', accountId, region),
    codeOf,
  });
  automation.addStackDependency(hub, 'reads the parameters that it writes');
  management.addStackDependency(
    automation,
    'its rules deliver to the inbound bus, its trail to the log bucket of the hub',
  );

  const home = organization.controlTowerHomeRegion;
  if (home !== undefined && home !== GLOBAL)
    new ForwardingStack(app, 'management-forwarding', {
      ...place('forwarding', organization.managementAccountId, home),
      sender: 'management',
      places: ['Control Tower home region'],
    }).addStackDependency(management, 'has the role that its rules deliver with');
  for (const elsewhere of ruleRegions(landingZone).filter((each) => each !== region))
    new ForwardingStack(app, `hub-forwarding-${elsewhere}`, {
      ...place('forwarding', accountId, elsewhere),
      sender: 'hub',
      places: placesIn(landingZone, elsewhere),
    }).addStackDependency(automation, 'has the role that its rules deliver with, and the bus that they deliver to');

  const write = (name: string, template: PlainTemplate): string => {
    const file = join(app.outdir, `wheelwright-${name}.template.json`);
    writeFileSync(file, `${JSON.stringify(template, undefined, 2)}\n`);
    return file;
  };
  write('roles.stackset', rolesTemplate(landingZone));
  write('rules.stackset', rulesTemplate(landingZone));
  if (landingZone.hub.testInstances) {
    const templateFile = write('test-instance', testInstanceTemplate(landingZone));
    const validation = new ValidationStack(app, 'validation', {
      ...place('validation', accountId, region),
      templateFile,
    });
    validation.addStackDependency(hub, 'reads the parameters that it writes, and takes addresses after the resolver');
  }
  return { app, management, hub, automation };
}
