import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { families, forwardPattern } from '../../events';
import { namingOf } from '../../lib/landing-zone';
import { landingZone, propertiesOf, stacksOf, synthesized, templates } from './deployed';

const { management } = templates;
const stackSets = propertiesOf(management, 'AWS::CloudFormation::StackSet');
const stackSet = (name: string) => stackSets.find(({ StackSetName }) => StackSetName === name) ?? {};

interface Plain {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: Readonly<Record<string, unknown>> }>>;
}
const body = (name: string): Plain => JSON.parse(String(stackSet(name)['TemplateBody'])) as Plain;

describe.each([
  ['wheelwright-roles', 'AWS::IAM::Role', ['us-east-1']],
  ['wheelwright-rules', 'AWS::Events::Rule', ['us-east-1', 'ap-southeast-3']],
])('the StackSet %s', (name, type, regions) => {
  test('is deployed automatically to the accounts of every OU of a segment', () => {
    expect(stackSet(name)).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: ['ou-pksl-00000dev', 'ou-pksl-0staging', 'ou-pksl-0000prod'] },
          Regions: regions,
        },
      ],
    });
  });

  test(`contains only ${type}: no assets, macros or nested stacks`, () => {
    const { Resources, ...rest } = body(name);
    expect(Object.keys(rest)).toEqual(['AWSTemplateFormatVersion', 'Description']);
    expect([...new Set(Object.values(Resources).map(({ Type }) => Type))]).toEqual([type]);
    expect(JSON.stringify(Resources)).not.toContain('cdk-');
  });

  test('is small enough for a template body', () => {
    expect(String(stackSet(name)['TemplateBody']).length).toBeLessThan(51_200);
  });

  test('has its template as a file too', () => {
    const { app } = stacksOf(landingZone);
    const file = join(app.outdir, `${name}.stackset.template.json`);
    expect(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))).toEqual(body(name));
  });
});

test('a spoke forwards each event family of spokes by its pattern, in one hop', () => {
  const rules = Object.values(body('wheelwright-rules').Resources).map(({ Properties }) => Properties);
  const sent = families.filter(({ sender }) => sender === 'spoke');
  expect(rules).toEqual(
    sent.map((family) => ({
      Name: `wheelwright-${family.name}`,
      EventPattern: forwardPattern(family, namingOf(landingZone)),
      Targets: [
        {
          Id: 'inbound',
          Arn: 'arn:aws:events:ap-southeast-3:100000000002:event-bus/wheelwright-inbound',
          RoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/wheelwright-forwarder' },
        },
      ],
    })),
  );
});

test('the StackSet of the rules depends on the StackSet of the roles', () => {
  expect(stackSet('wheelwright-rules')['AutoDeployment']).toMatchObject({
    DependsOn: [
      { 'Fn::Join': ['', ['arn:aws:cloudformation:us-east-1:100000000001:stackset/', { Ref: 'WheelwrightRoles' }]] },
    ],
  });
});

describe('forward rules of the management account', () => {
  const names = (template: Template) => propertiesOf(template, 'AWS::Events::Rule').map(({ Name }) => Name);
  const familiesIn = (place: string) =>
    families
      .filter(({ sender, places }) => sender === 'management' && places.some((each) => each === place))
      .map(({ name }) => `wheelwright-${name}`);

  test('exist for each family whose events are in us-east-1', () => {
    expect(names(management)).toEqual(familiesIn('us-east-1'));
  });

  test("for Control Tower's families are in its home region, in a stack of their own", () => {
    const organization = { ...landingZone.organization, controlTowerHomeRegion: 'ap-southeast-1' };
    const { app } = stacksOf({ ...landingZone, organization });
    const { template, environment } = synthesized(app, 'management-forwarding');
    expect(environment).toMatchObject({ account: '100000000001', region: 'ap-southeast-1' });
    expect(names(template)).toEqual(familiesIn('Control Tower home region'));
  });

  test("for Control Tower's families are with the others where its home is us-east-1", () => {
    const organization = { ...landingZone.organization, controlTowerHomeRegion: 'us-east-1' };
    const made = Template.fromStack(stacksOf({ ...landingZone, organization }).management);
    expect(names(made).sort()).toEqual([...familiesIn('us-east-1'), ...familiesIn('Control Tower home region')].sort());
  });
});

test('the hub forwards its own Route 53 events from us-east-1', () => {
  const { app } = stacksOf(landingZone);
  const { template, environment } = synthesized(app, 'hub-forwarding-us-east-1');
  expect(environment).toMatchObject({ account: '100000000002', region: 'us-east-1' });
  const rules = propertiesOf(template, 'AWS::Events::Rule');
  expect(rules.map(({ Name }) => Name)).toEqual(['wheelwright-hub-mesh-changed']);
});

test('a trail is created only where the config names none', () => {
  const [created] = propertiesOf(synthesized(stacksOf(landingZone).app, 'trail').template, 'AWS::CloudTrail::Trail');
  expect(created).toMatchObject({ IsOrganizationTrail: true, IsMultiRegionTrail: true });
  const trail = 'arn:aws:cloudtrail:us-east-1:100000000001:trail/theirs';
  const made = stacksOf({ ...landingZone, organization: { ...landingZone.organization, trail } });
  expect(made.trail).toBeUndefined();
  expect(JSON.stringify(Template.fromStack(made.hub).toJSON())).not.toContain('cloudtrail.amazonaws.com');
});

describe('service control policies', () => {
  const policies = propertiesOf(management, 'AWS::Organizations::Policy');

  test('are attached to the root, and to the OUs that the StackSets deploy to', () => {
    expect(policies.map(({ Name, Type, TargetIds }) => [Name, Type, TargetIds])).toEqual([
      ['wheelwright-members', 'SERVICE_CONTROL_POLICY', ['r-pksl']],
      ['wheelwright-spokes', 'SERVICE_CONTROL_POLICY', ['ou-pksl-00000dev', 'ou-pksl-0staging', 'ou-pksl-0000prod']],
    ]);
  });

  test('leave room for 4,000 characters of IPAM pools', () => {
    for (const { Content } of policies) expect(JSON.stringify(Content).length).toBeLessThan(10_240 - 4_000);
  });

  test('are not created where they are switched off', () => {
    const organization = { ...landingZone.organization, scp: 'off' as const };
    const made = Template.fromStack(stacksOf({ ...landingZone, organization }).management);
    made.resourceCountIs('AWS::Organizations::Policy', 0);
  });
});

describe('[FC18] with the hub account as delegated administrator', () => {
  const organization = { ...landingZone.organization, delegatedAdministrator: 'hub' as const };
  const { app, delegated, management: central, automation } = stacksOf({ ...landingZone, organization });
  const inManagement = Template.fromStack(central);

  test('the StackSets and the roles of the functions are in the hub account, deployed after the policies', () => {
    if (!delegated) throw new Error('There is no stack delegated.');
    expect([delegated.account, delegated.region]).toEqual(['100000000002', 'us-east-1']);
    expect(delegated.dependencies).toContain(central);
    const template = Template.fromStack(delegated);
    template.resourceCountIs('AWS::CloudFormation::StackSet', 2);
    template.allResourcesProperties('AWS::CloudFormation::StackSet', { CallAs: 'DELEGATED_ADMIN' });
    expect(propertiesOf(template, 'AWS::IAM::Role').map(({ RoleName }) => RoleName)).toEqual([
      'wheelwright-delegated-org-read',
      'wheelwright-delegated-enroll',
      'wheelwright-delegated-operator-read',
    ]);
  });

  test('the management account has neither, and functions assume none of its roles', () => {
    inManagement.resourceCountIs('AWS::CloudFormation::StackSet', 0);
    expect(propertiesOf(inManagement, 'AWS::IAM::Role').map(({ RoleName }) => RoleName)).toEqual([
      'wheelwright-forwarder',
    ]);
    const assumed = JSON.stringify(propertiesOf(Template.fromStack(automation), 'AWS::IAM::Role'));
    expect(assumed).toContain('arn:aws:iam::100000000002:role/wheelwright-delegated-enroll');
    expect(assumed).not.toContain('arn:aws:iam::100000000001:role/');
  });

  test("the statement for the organization's one resource policy is a file, and no resource", () => {
    const text = readFileSync(join(app.outdir, 'wheelwright-organization.policy.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      Statement: [{ Principal: { AWS: 'arn:aws:iam::100000000002:root' }, Resource: '*' }],
    });
    inManagement.resourceCountIs('AWS::Organizations::ResourcePolicy', 0);
    expect(existsSync(join(stacksOf(landingZone).app.outdir, 'wheelwright-organization.policy.json'))).toBe(false);
  });
});
