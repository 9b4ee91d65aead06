import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
import { join } from 'node:path';
import { acknowledgeWildcards } from '../../infra/constructs/acknowledge';
import { allow, policyDocument } from '../../infra/constructs/policy';
import { landingZone, stacksOf } from './deployed';

/** What cdk-nag finds, as `path rule`, acknowledged or not. */
const findings = (app: App): string[] =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${constructPath ?? '?'} AwsSolutions::${ruleName}`),
    );

interface Acknowledged {
  readonly at: string;
  readonly id: string;
  readonly reason: string;
}

const acknowledged = (app: App): Acknowledged[] =>
  app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
      .map(([id, reason]) => ({ at: node.path, id, reason })),
  );

describe('acknowledgements of what cdk-nag finds', () => {
  const { hub } = landingZone;
  const endpoints = [...hub.endpoints, 'ssm', 'ssmmessages'];
  const { app } = stacksOf({ ...landingZone, hub: { ...hub, endpoints, testInstances: true } });
  const found = findings(app);
  const all = acknowledged(app);

  test.each(all)('$at: $id is still found there, and has a reason', ({ at, id, reason }) => {
    const here = found.filter((each) => [`${at} ${id}`, `${at}/Resource ${id}`].includes(each));
    expect(here).toHaveLength(1);
    expect(reason).toMatch(/^[A-Z][^]{20,}\.$/);
  });

  it('cover all that is found, each once', () => {
    expect(all).toHaveLength(found.length);
  });
});

describe('a synth', () => {
  it('passes as the stacks are', () => {
    expect(() => stacksOf(landingZone).app.synth()).not.toThrow();
  });

  it('fails with a public bucket', () => {
    const { app, hub } = stacksOf(landingZone);
    new CfnBucket(hub, 'Public', { accessControl: 'PublicRead' });
    expect(() => app.synth()).toThrow(/hub\/Public [^]*AwsSolutions-S10/);
  });

  it('fails with a wildcard that nobody gave a reason for, on a role whose others have one', () => {
    const { app, hub } = stacksOf(landingZone);
    const statements = [allow(['sqs:SendMessage'], 'arn:aws:sqs:*:*:*')];
    const role = new CfnRole(hub, 'Broad', {
      assumeRolePolicyDocument: policyDocument(),
      policies: [{ policyName: 'calls', policyDocument: policyDocument(...statements) }],
    });
    acknowledgeWildcards(role, statements, 'It may do anything.');
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Resource::arn:aws:sqs:\*:\*:\*\]/);
  });

  it('fails with a property that CloudFormation does not know', () => {
    process.env['CDK_VALIDATION'] = 'true';
    const { app, hub } = stacksOf(landingZone);
    new CfnBucket(hub, 'Odd').addPropertyOverride('Odd', true);
    expect(() => app.synth()).toThrow(/Additional properties are not allowed \('Odd' was unexpected\)/);
  });
});

/** Templates as text have no construct to acknowledge at: what stands in them, and why. */
const IN_SPOKES: Readonly<Record<string, string>> = {
  'Join Resource::*': 'Ids of VPCs, routes and attachments are unknown beforehand.',
  'Join Resource::arn:aws:iam::*:role/aws-service-role/transitgateway.amazonaws.com/*':
    'The role that AWS makes for the first attachment, in whichever account.',
  'GrantPull Resource::*': 'Lists of clusters, providers and roles have no resource level.',
  'GrantPull Resource::arn:aws:eks:*:*:cluster/*': 'Every cluster of the account that the role is in.',
  'GrantPull Resource::arn:aws:iam::*:oidc-provider/oidc.eks.*': "EKS's issuers, whose ids AWS gives.",
  'GrantPull Resource::arn:aws:iam::*:role/wheelwright/pull/*': 'The roles of our path, named after their clusters.',
};

test("what is found in the StackSets' templates has a reason here, and every reason is needed", () => {
  const { app } = stacksOf(landingZone);
  const checked = new App();
  for (const name of ['roles', 'rules']) {
    const templateFile = join(app.outdir, `wheelwright-${name}.stackset.template.json`);
    new CfnInclude(new Stack(checked, name), 'Template', { templateFile });
  }
  const found = findings(checked).map((each) =>
    each.replace(/^\w+\/Template\/(\w+) AwsSolutions::AwsSolutions-IAM5\[(.*)\]$/, '$1 $2'),
  );
  expect(found.sort()).toEqual(Object.keys(IN_SPOKES).sort());
});
