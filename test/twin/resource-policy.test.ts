import { policyAllows, policyFault, type Access } from './resource-policy';

const ACCOUNT = '100000000002';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const BUS = 'arn:aws:events:eu-west-1:100000000001:event-bus/inbound';
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: BUS };
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const ACCESS: Access = {
  requester: {
    type: 'AWS',
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/session`,
    role: { arn: ROLE, roleId: 'AROA1' },
  },
  action: 'events:PutEvents',
  resource: BUS,
  context: { 'aws:PrincipalOrgID': 'o-1', 'events:source': undefined },
};
const BY_EVENTS: Access = { ...ACCESS, requester: { type: 'Service', name: 'events.amazonaws.com' } };
const SERVICE = { Service: ['events.amazonaws.com', 's3.amazonaws.com'] };
const when = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });

describe('a resource policy', () => {
  it.each<[string, object[], Access]>([
    ['every principal', [ALLOW], ACCESS],
    ['an account', [{ ...ALLOW, Principal: { AWS: ACCOUNT } }], ACCESS],
    ['the root of an account', [{ ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }], ACCESS],
    ['the role behind a session', [{ ...ALLOW, Principal: { AWS: ['100000000009', ROLE] } }], ACCESS],
    ['a service', [{ ...ALLOW, Principal: SERVICE }], BY_EVENTS],
    ['an action by wildcard, in any case', [{ ...ALLOW, Action: 'EVENTS:put*' }], ACCESS],
    [
      'a resource by wildcard',
      [{ ...ALLOW, Resource: ['arn:aws:sqs:*:*:x', 'arn:aws:events:*:*:event-bus/*'] }],
      ACCESS,
    ],
    ['an organization', [{ ...ALLOW, ...when('StringEquals', 'aws:principalorgid', 'o-1') }], ACCESS],
    ['what no Deny is about', [ALLOW, { ...ALLOW, Effect: 'Deny', Principal: SERVICE }], ACCESS],
  ])('allows %s', (_what, statements, access) => {
    expect(policyFault(policy(...statements))).toBeUndefined();
    expect(policyAllows(policy(...statements), access)).toBe(true);
  });

  it.each<[string, object[], Access]>([
    ['no other account', [{ ...ALLOW, Principal: { AWS: '100000000003' } }], ACCESS],
    ['no other service', [{ ...ALLOW, Principal: { Service: 's3.amazonaws.com' } }], BY_EVENTS],
    ['no service by the name of an account', [{ ...ALLOW, Principal: { AWS: '*' } }], BY_EVENTS],
    ['no other action', [{ ...ALLOW, Action: 'events:PutRule' }], ACCESS],
    ['no other resource', [{ ...ALLOW, Resource: `${BUS}2` }], ACCESS],
    ['no other organization', [{ ...ALLOW, ...when('StringEquals', 'aws:PrincipalOrgID', 'o-2') }], ACCESS],
    ['nothing by a key that the request lacks', [{ ...ALLOW, ...when('StringEquals', 'events:source', 'a') }], ACCESS],
    ['nothing that is denied as well', [ALLOW, { ...ALLOW, Effect: 'Deny' }], ACCESS],
  ])('allows %s', (_what, statements, access) => {
    expect(policyAllows(policy(...statements), access)).toBe(false);
  });

  it('allows no principal where there is none', () => {
    expect(policyAllows('', ACCESS)).toBe(false);
    expect(policyAllows('', BY_EVENTS)).toBe(false);
  });

  it.each([
    ['no JSON', 'nope'],
    ['no statement', '{}'],
    ['another effect', policy({ ...ALLOW, Effect: 'Maybe' })],
    ['a principal of no known form', policy({ ...ALLOW, Principal: { AWS: 'x' } })],
    ['an unknown operator', policy({ ...ALLOW, ...when('StringIs', 'aws:PrincipalOrgID', 'o-1') })],
    ['an unknown key', policy({ ...ALLOW, ...when('StringEquals', 'aws:Unknown', 'o-1') })],
  ])('is at fault with %s', (_what, text) => {
    expect(policyFault(text)).toBeDefined();
  });
});
