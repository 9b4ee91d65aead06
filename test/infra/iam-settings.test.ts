import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { guardrails } from '../../infra/constructs/guardrails';
import type { LandingZone } from '../../lib/landing-zone';
import { fields } from '../../lib/landing-zone/schema';
import { landingZone, stacksOf, type Resources } from './deployed';

type Role = Readonly<Record<'RoleName' | 'Path' | 'PermissionsBoundary', unknown>>;

/** The texts of all templates of an app: of its stacks, of the StackSets and of the test instance. */
function textsOf(of: LandingZone): readonly string[] {
  const { app } = stacksOf(of);
  const { directory } = app.synth();
  return readdirSync(directory)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
}

const rolesIn = (texts: readonly string[]) =>
  texts
    .flatMap((text) => Object.values((JSON.parse(text) as { readonly Resources?: Resources }).Resources ?? {}))
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map(({ Properties }) => Properties as Role);

const hub = {
  ...landingZone.hub,
  endpoints: [...landingZone.hub.endpoints, 'ssm', 'ssmmessages'],
  testInstances: true,
};
const iam = { path: '/platform/', rolePrefix: 'acme-network-', permissionsBoundary: 'security/boundary' };
const texts = textsOf({ ...landingZone, hub, iam });
const roles = rolesIn(texts);
/** The roles of a name that AWS or the users of the roles fix. */
const others = (roleName: unknown): boolean => !/^acme-network-/.test(JSON.stringify(roleName).slice(1));

describe('iam: the path, the prefix and the boundary of roles', () => {
  test('every role has the boundary, of its own account', () => {
    const boundaries = [...new Set(roles.map(({ PermissionsBoundary }) => JSON.stringify(PermissionsBoundary)))];
    expect(boundaries.sort()).toEqual([
      '"arn:aws:iam::100000000001:policy/security/boundary"',
      '"arn:aws:iam::100000000002:policy/security/boundary"',
      '{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:policy/security/boundary"}',
    ]);
  });

  test('every role but those of GitHub workflows and of test instances has the prefix', () => {
    expect(roles.map(({ RoleName }) => RoleName).filter(others)).toEqual([
      'github-push-piksel-ina-odc-main',
      ...Array<object>(2).fill({ 'Fn::Join': expect.anything() as object }),
    ]);
  });

  test('every role but those of test instances, which spokes make, has the path', () => {
    for (const { RoleName, Path } of roles)
      expect([RoleName, Path]).toEqual([RoleName, typeof RoleName === 'string' ? '/platform/' : undefined]);
  });

  test('no template names a role by another name or path', () => {
    const named = texts.flatMap((text) =>
      [...text.matchAll(/arn:aws:iam::[^"]*?:role\/([^"\\]*)/g)].map(([, name = '']) => name),
    );
    const ofAws = /^(aws-service-role\/|wheelwright\/pull\/|stacksets-exec-|cdk-|\*$|(\*\/)?acme-network\*$)/;
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !name.startsWith('platform/acme-network-') && !ofAws.test(name))).toEqual([]);
  });

  test('an AWS managed policy is the same boundary in every account', () => {
    const permissionsBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const found = rolesIn(textsOf({ ...landingZone, iam: { ...iam, permissionsBoundary } }));
    expect([...new Set(found.map((role) => JSON.stringify(role.PermissionsBoundary)))]).toEqual([
      `"${permissionsBoundary}"`,
    ]);
  });

  test('the service control policies exempt roles of this path and prefix, and deny others roles of the prefix', () => {
    const text = JSON.stringify(guardrails({ ...landingZone, iam }));
    expect(text).toContain('"arn:aws:iam::*:role/platform/acme-network-spoke-join"');
    expect(text).toContain('"arn:aws:iam::*:role/*/acme-network*"');
    expect(text).toContain('"arn:aws:iam::*:role/wheelwright/pull/*"');
    expect(text).not.toContain('role/wheelwright-');
  });

  test('without the settings no role has a path or a boundary: no role of a deployment is replaced', () => {
    for (const role of rolesIn(textsOf(landingZone)))
      expect([role.Path, role.PermissionsBoundary]).toEqual([undefined, undefined]);
  });
});

test('tags: every policy, pattern and tag of the templates has the prefix of the config', () => {
  const tagged = textsOf({ ...landingZone, tags: { prefix: 'acme:net:' } });
  const found = tagged.flatMap((text) => text.match(/wheelwright:[a-z-]*/g) ?? []);
  expect(found).toEqual([]);
  for (const name of ['join', 'managed', 'cidrs', 'member'])
    expect(tagged.some((text) => text.includes(`acme:net:${name}`))).toBe(true);
});

test.each([['aws:'], ['AWS-'], ['Wheelwright:'], ['wheelwright:x:'], ['acme'], ['acme/'], [':']])(
  'tags.prefix: %s is refused',
  (prefix) => {
    expect(fields.shape.tags.safeParse({ prefix }).success).toBe(false);
  },
);

test.each([
  ['path', '/platform'],
  ['path', '/aws-reserved/x/'],
  ['path', '/wheelwright/pull/'],
  ['path', '/stacksets-exec-x/'],
  ['rolePrefix', 'acme'],
  ['rolePrefix', 'stacksets-exec-'],
  ['permissionsBoundary', 'arn:aws:iam::100000000001:policy/boundary'],
  ['permissionsBoundary', '/platform/boundary'],
])('iam.%s: %s is refused', (key, value) => {
  expect(fields.shape.iam.safeParse({ [key]: value }).success).toBe(false);
});
