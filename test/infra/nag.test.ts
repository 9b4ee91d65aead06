import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
import { join } from 'node:path';
import { acknowledgeWildcards } from '../../infra/constructs/acknowledge';
import { allow, policyDocument } from '../../infra/constructs/policy';
import { checkedStacksOf, landingZone, stacksOf } from './deployed';

/** The findings of cdk-nag as `path rule`, acknowledged or not. */
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

describe('acknowledgements of findings', () => {
  const { hub } = landingZone;
  const endpoints = [...hub.endpoints, 'ssm', 'ssmmessages'];
  const { app } = stacksOf({ ...landingZone, hub: { ...hub, endpoints, testInstances: true } });
  const found = findings(app);
  const all = acknowledged(app);

  test.each(all)('$at: $id is still found there, and has a reason', ({ at, id, reason }) => {
    const matching = found.filter((each) => [`${at} ${id}`, `${at}/Resource ${id}`].includes(each));
    expect(matching).toHaveLength(1);
    expect(reason).toMatch(/^[A-Z][^]{20,}\.$/);
  });

  it('cover every finding once', () => {
    expect(all).toHaveLength(found.length);
  });
});

describe('a synth', () => {
  it.each([
    ['as they are', landingZone],
    ['with a log archive', { ...landingZone, logs: { ...landingZone.logs, bucket: { accountId: '100000000009' } } }],
    [
      'with the hub account as delegated administrator',
      { ...landingZone, organization: { ...landingZone.organization, delegatedAdministrator: 'hub' as const } },
    ],
  ])('passes with the stacks %s', (_which, config) => {
    expect(() => checkedStacksOf(config).app.synth()).not.toThrow();
  });

  it('fails with a public bucket', () => {
    const { app, hub } = checkedStacksOf(landingZone);
    new CfnBucket(hub, 'Public', { accessControl: 'PublicRead' });
    expect(() => app.synth()).toThrow(/hub\/Public [^]*AwsSolutions-S10/);
  });

  it('fails with a wildcard that has no reason, on a role whose other wildcards have one', () => {
    const { app, hub } = checkedStacksOf(landingZone);
    const statements = [allow(['sqs:SendMessage'], 'arn:aws:sqs:*:*:*')];
    const role = new CfnRole(hub, 'Broad', {
      assumeRolePolicyDocument: policyDocument(),
      policies: [{ policyName: 'calls', policyDocument: policyDocument(...statements) }],
    });
    acknowledgeWildcards(role, statements, 'It may do anything.');
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Resource::arn:aws:sqs:\*:\*:\*\]/);
  });
});

/** The findings in the StackSets' templates, which have no constructs to acknowledge them at, with their reasons. */
const IN_ACCOUNT = '<AWS::AccountId>';
const OWN = "Ids of the account's own resources are unknown at synth.";
const OF_HUB = 'Stacks of other accounts create the hub; only its account and region are known at synth.';
const IN_SPOKES: Readonly<Record<string, string>> = {
  'SpokeEnroll Resource::*': 'The list of roles has no resource-level permissions.',
  'SpokeJoin Resource::*': 'Lists have no resource-level permissions.',
  ...Object.fromEntries(
    [
      ...['vpc', 'subnet', 'route-table', 'dhcp-options', 'vpc-flow-log', 'vpc-endpoint'],
      'transit-gateway-attachment',
    ].map((type) => [`SpokeJoin Resource::arn:aws:ec2:*:${IN_ACCOUNT}:${type}/*`, OWN]),
  ),
  [`SpokeJoin Resource::arn:aws:eks:*:${IN_ACCOUNT}:cluster/*`]: OWN,
  'SpokeJoin Resource::arn:aws:ec2:ap-southeast-3:100000000002:transit-gateway/*': OF_HUB,
  'SpokeJoin Resource::arn:aws:route53resolver:ap-southeast-3:100000000002:resolver-query-log-config/*': OF_HUB,
  'SpokeJoin Resource::arn:aws:ec2:*:*:vpc/*': 'A VPC of another account whose subnets are shared with this one.',
  'SpokeJoin Resource::arn:aws:route53:::hostedzone/*': 'The ARN of a zone has no account.',
  [`SpokeJoin Resource::arn:aws:iam::${IN_ACCOUNT}:role/aws-service-role/route53resolver.amazonaws.com/*`]:
    'The role that AWS creates for the first query log of an account.',
  [`SpokeJoin Resource::arn:aws:iam::${IN_ACCOUNT}:role/aws-service-role/transitgateway.amazonaws.com/*`]:
    'The role that AWS creates for the first attachment of an account.',
  'SpokeGrantPull Resource::*': 'Lists of clusters, providers and roles have no resource-level permissions.',
  [`SpokeGrantPull Resource::arn:aws:eks:*:${IN_ACCOUNT}:cluster/*`]:
    'Every cluster of the account that the role is in.',
  [`SpokeGrantPull Resource::arn:aws:iam::${IN_ACCOUNT}:oidc-provider/oidc.eks.ap-southeast-3.amazonaws.com/*`]:
    "EKS's issuers, whose ids AWS generates.",
  [`SpokeGrantPull Resource::arn:aws:iam::${IN_ACCOUNT}:role/wheelwright/pull/*`]:
    'The roles of our path, named after their clusters.',
  'Read Resource::*': 'Lists have no resource-level permissions.',
  'Read Resource::arn:aws:ec2:*:*:vpc/*': 'A VPC of another account whose subnets are shared with this one.',
  [`Read Resource::arn:aws:eks:*:${IN_ACCOUNT}:cluster/*`]: OWN,
  [`Read Resource::arn:aws:iam::${IN_ACCOUNT}:oidc-provider/oidc.eks.ap-southeast-3.amazonaws.com/*`]:
    "EKS's issuers, whose ids AWS generates.",
  [`Read Resource::arn:aws:iam::${IN_ACCOUNT}:role/wheelwright/pull/*`]: 'The roles of our path.',
};

test("every finding in the StackSets' templates has a reason, and every reason has a finding", () => {
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
