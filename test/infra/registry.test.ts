import { Template } from 'aws-cdk-lib/assertions';
import type { LandingZone } from '../../lib/landing-zone';
import { landingZone, propertiesOf, stacksOf, statementsOf, templates } from './deployed';

const GITHUB = 'token.actions.githubusercontent.com';
const MAIN = { repository: 'piksel-ina/odc', ref: 'refs/heads/main' };

const hubWith = (registry: Partial<LandingZone['registry']>): Template =>
  Template.fromStack(stacksOf({ ...landingZone, registry: { ...landingZone.registry, ...registry } }).hub);
const rolesOf = (template: Template) =>
  propertiesOf(template, 'AWS::IAM::Role').filter(({ RoleName }) => String(RoleName).startsWith('github-push-'));
const trustOf = (template: Template) => rolesOf(template)[0]?.['AssumeRolePolicyDocument'];

test('every account of the organization may pull from every repository', () => {
  const repositories = propertiesOf(templates.hub, 'AWS::ECR::Repository');
  expect(repositories.map(({ RepositoryName }) => RepositoryName)).toEqual(['piksel/odc', 'piksel/jupyter']);
  for (const { RepositoryPolicyText } of repositories)
    expect(RepositoryPolicyText).toMatchObject({
      Statement: [{ Effect: 'Allow', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-pikselorg1' } } }],
    });
});

test('the workflow in the config may push from its ref, to the image repository of its name only', () => {
  const [role, ...others] = rolesOf(templates.hub);
  expect(others).toEqual([]);
  expect(role).toMatchObject({
    RoleName: 'github-push-piksel-ina-odc-main',
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Federated: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
          Condition: {
            StringEquals: {
              [`${GITHUB}:aud`]: 'sts.amazonaws.com',
              [`${GITHUB}:sub`]: 'repo:piksel-ina/odc:ref:refs/heads/main',
            },
          },
        },
      ],
    },
  });
  const images = templates.hub.findResources('AWS::ECR::Repository', { Properties: { RepositoryName: 'piksel/odc' } });
  expect(statementsOf(rolesOf(templates.hub), 'github-push-piksel-ina-odc-main')).toEqual([
    { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: expect.arrayContaining(['ecr:PutImage']) as unknown,
      Resource: [{ 'Fn::GetAtt': [Object.keys(images)[0], 'Arn'] }],
    },
  ]);
});

test('where the config has the ids, the role accepts a subject with them too', () => {
  const template = hubWith({ push: [{ ...MAIN, ids: { owner: 123_456, repository: 456_789 } }] });
  expect(trustOf(template)).toMatchObject({
    Statement: [
      {
        Condition: {
          StringEquals: {
            [`${GITHUB}:sub`]: [
              'repo:piksel-ina@123456/odc@456789:ref:refs/heads/main',
              'repo:piksel-ina/odc:ref:refs/heads/main',
            ],
          },
        },
      },
    ],
  });
});

test('an existing OIDC provider of GitHub is used by its only possible ARN', () => {
  const template = hubWith({ githubProvider: 'existing' });
  template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  expect(trustOf(template)).toMatchObject({
    Statement: [{ Principal: { Federated: `arn:aws:iam::100000000002:oidc-provider/${GITHUB}` } }],
  });
});

test.each([
  [
    'a tag and a branch',
    [
      { ...MAIN, ref: 'refs/heads/v1' },
      { ...MAIN, ref: 'refs/tags/v1' },
    ],
  ],
  [
    'a tag and branches that are called like its role',
    ['refs/tags/v2', 'refs/heads/v2', 'refs/heads/tags/v2', 'refs/heads/tags-v2', 'refs/tags/tags-v2'].map((ref) => ({
      ...MAIN,
      ref,
    })),
  ],
  [
    'refs that differ in case',
    ['refs/heads/Main', 'refs/heads/main', 'refs/tags/MAIN'].map((ref) => ({ ...MAIN, ref })),
  ],
  [
    'repositories that differ in a dash',
    [
      { repository: 'piksel/ina-odc', ref: 'refs/heads/main', to: ['piksel/odc'] },
      { ...MAIN, to: ['piksel/odc'] },
      { repository: 'piksel-ina/odc-main', ref: 'refs/heads/x', to: ['piksel/odc'] },
      { repository: 'piksel-ina/odc', ref: 'refs/heads/main-x' },
    ],
  ],
])('[A20] %s get roles of their own, which IAM accepts', (_what, push) => {
  const roles = rolesOf(hubWith({ push }));
  const names = roles.map(({ RoleName }) => String(RoleName));
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(push.length);
  for (const name of names) expect(name).toMatch(/^[\w+=,.@-]{1,64}$/);
});

test('[A20] a branch keeps the role name of 0.1.0 with any tags that push beside it', () => {
  const roles = rolesOf(hubWith({ push: [{ ...MAIN, ref: 'refs/tags/main' }, MAIN] }));
  const named = roles.filter(({ RoleName }) => RoleName === 'github-push-piksel-ina-odc-main');
  const Condition = { StringEquals: { [`${GITHUB}:sub`]: 'repo:piksel-ina/odc:ref:refs/heads/main' } };
  expect(named).toMatchObject([{ AssumeRolePolicyDocument: { Statement: [{ Condition }] } }]);
});

test('roles for long refs that begin alike have different names, which IAM accepts', () => {
  const long = `refs/heads/${'release-'.repeat(9)}`;
  const template = hubWith({ push: [`${long}1`, `${long}2`].map((ref) => ({ ...MAIN, ref })) });
  const names = rolesOf(template).map(({ RoleName }) => String(RoleName));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[\w+=,.@-]{1,64}$/);
});
