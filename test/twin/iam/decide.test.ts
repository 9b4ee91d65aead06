import { decide, explain, type AccessRequest, type Level, type Policies, type Requester, type Verdict } from './decide';
import { FULL_AWS_ACCESS, identityPolicy, organizationPolicy, resourcePolicy } from './documents';
import { identityOf } from './testing';

const DEV = '100000000003';
const HUB = '100000000002';
const QUEUE = `arn:aws:sqs:eu-west-1:${DEV}:q`;
const ROLE = `arn:aws:iam::${DEV}:role/team/builder`;
const SESSION = `arn:aws:sts::${DEV}:assumed-role/builder/s`;
const builder: Requester = { type: 'AWS', accountId: DEV, arn: SESSION, role: { arn: ROLE, roleId: 'AROA1' } };

const request: AccessRequest = {
  requester: builder,
  action: 'sqs:SendMessage',
  resource: QUEUE,
  resourceAccountId: DEV,
  context: new Map(),
};
const fromHub: AccessRequest = { ...request, requester: identityOf(HUB) };

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE };
const deny = { ...allow, Effect: 'Deny' };
const identity = (...statements: object[]) => [identityPolicy('inline', document(...statements))];
const boundary = (...statements: object[]) => identityPolicy('boundary', document(...statements));
const resource = (...statements: object[]): NonNullable<Policies['resource']> => ({
  type: 'resource-based policy',
  policy: resourcePolicy('of q', document(...statements)),
});
const to = (Principal: unknown, statement: object = allow) => ({ ...statement, Principal });
const scp = (name: string, ...statements: object[]) => organizationPolicy(name, document(...statements));
const levels = (...all: Level['policies'][]): Level[] =>
  all.map((policies, index) => ({ id: ['r-1', 'ou-1', DEV][index] ?? '', policies }));
const full = [FULL_AWS_ACCESS];
const denyAll = scp('no-queues', { Effect: 'Deny', Action: 'sqs:*', Resource: '*' });

const lacking = (type: string): string => `because no ${type} allows the sqs:SendMessage action`;
const denied = (type: string): string => `with an explicit deny in ${type}`;
const answer = (verdict: Verdict): string =>
  verdict.effect === 'Allow' ? 'allowed' : explain(verdict, 'sqs:SendMessage');

type Case = readonly [what: string, answer: string, request: AccessRequest, policies: Policies];

describe('within an account', () => {
  it.each<Case>([
    [
      'the identity side is enough',
      'allowed',
      request,
      { identity: identity(allow), resource: resource(to({ AWS: HUB })) },
    ],
    ['the resource side is enough', 'allowed', request, { identity: [], resource: resource(to({ AWS: ROLE })) }],
    [
      'the principal * admits a caller without policies',
      'allowed',
      request,
      { identity: [], resource: resource(to('*')) },
    ],
    [
      'no policy allows it',
      lacking('identity-based policy'),
      request,
      { identity: [], resource: resource(to({ AWS: HUB })) },
    ],
    [
      'the account as principal needs an identity policy',
      lacking('identity-based policy'),
      request,
      { identity: [], resource: resource(to({ AWS: `arn:aws:iam::${DEV}:root` })) },
    ],
    ['a Deny wins', denied('an identity-based policy'), request, { identity: identity(allow, deny) }],
    [
      'a Deny of the resource wins over an administrator',
      denied('a resource-based policy'),
      request,
      { identity: full, resource: resource(to('*', deny)) },
    ],
  ])('%s', (_what, expected, asked, policies) => {
    expect(answer(decide(asked, policies))).toBe(expected);
  });

  it('names the statement that decided', () => {
    const verdict = decide(request, { identity: identity({ ...allow, Resource: 'arn:aws:sqs:*:*:other' }, allow) });
    expect(verdict).toMatchObject({ by: [{ type: 'identity-based policy', policy: 'inline', sid: '#2' }] });
    const refused = decide(request, { identity: identity(allow, { ...deny, Sid: 'Never' }) });
    expect(refused).toMatchObject({ explicit: true, by: { policy: 'inline', sid: 'Never' } });
  });
});

describe('across accounts', () => {
  const open = resource(to({ AWS: HUB }));
  it.each<Case>([
    ['both sides are needed', 'allowed', fromHub, { identity: identity(allow), resource: open }],
    [
      'the resource side alone is too little',
      lacking('identity-based policy'),
      fromHub,
      { identity: [], resource: open },
    ],
    [
      'the identity side alone is too little',
      lacking('resource-based policy'),
      fromHub,
      { identity: full, resource: resource(to({ AWS: DEV })) },
    ],
    [
      'a resource without a policy admits no other account',
      lacking('resource-based policy'),
      fromHub,
      { identity: full, resource: { type: 'resource-based policy' } },
    ],
    ['a resource that cannot have a policy needs none', 'allowed', fromHub, { identity: full }],
  ])('%s', (_what, expected, asked, policies) => {
    expect(answer(decide(asked, policies))).toBe(expected);
  });
});

describe('boundaries and session policies', () => {
  const other = { ...allow, Action: 'sqs:DeleteMessage' };
  it.each<Case>([
    ['a boundary that allows', 'allowed', request, { identity: full, boundary: boundary(allow) }],
    [
      'a boundary grants nothing',
      lacking('identity-based policy'),
      request,
      { identity: [], boundary: boundary(allow) },
    ],
    ['a boundary limits', lacking('permissions boundary'), request, { identity: full, boundary: boundary(other) }],
    ['a boundary denies', denied('a permissions boundary'), request, { identity: full, boundary: boundary(deny) }],
    ['a session policy limits', lacking('session policy'), request, { identity: full, session: identity(other) }],
    [
      'a boundary limits what a resource gives to the role',
      lacking('permissions boundary'),
      request,
      { identity: [], boundary: boundary(other), resource: resource(to({ AWS: ROLE })) },
    ],
    [
      'and not what it gives to the very session',
      'allowed',
      request,
      { identity: [], boundary: boundary(other), session: identity(other), resource: resource(to({ AWS: SESSION })) },
    ],
  ])('%s', (_what, expected, asked, policies) => {
    expect(answer(decide(asked, policies))).toBe(expected);
  });
});

describe('a Deny in the policy of a resource', () => {
  const events = { type: 'Service', name: 'events.amazonaws.com' } as const;
  const fromService: AccessRequest = { ...request, requester: events };
  const admitted = to({ Service: 'events.amazonaws.com' });
  const allButRole = { ...deny, NotPrincipal: { AWS: [ROLE, `arn:aws:iam::${DEV}:root`] } };
  const bounded = { identity: full, boundary: boundary(allow) };
  const explicit = denied('a resource-based policy');
  it.each<Case>([
    [
      'with the principal {"AWS": "*"} is not about services',
      'allowed',
      fromService,
      { resource: resource(admitted, to({ AWS: '*' }, deny)) },
    ],
    [
      'with the principal {"AWS": "*"} is about identities of every account',
      explicit,
      fromHub,
      { identity: full, resource: resource(to({ AWS: HUB }), to({ AWS: '*' }, deny)) },
    ],
    [
      'with the principal * is about services, too',
      explicit,
      fromService,
      { resource: resource(admitted, to('*', deny)) },
    ],
    ['with NotPrincipal spares the role', 'allowed', request, { identity: full, resource: resource(allButRole) }],
    [
      'with NotPrincipal is about identities that it does not name',
      explicit,
      fromHub,
      { identity: full, resource: resource(to({ AWS: HUB }), allButRole) },
    ],
    ['with NotPrincipal is about services', explicit, fromService, { resource: resource(admitted, allButRole) }],
    [
      'with NotPrincipal does not spare a role that has a permissions boundary',
      explicit,
      request,
      { ...bounded, resource: resource(allButRole) },
    ],
    [
      'with NotPrincipal is about a role with a boundary for its own actions only',
      'allowed',
      request,
      { ...bounded, resource: resource({ ...allButRole, Action: 'sqs:DeleteQueue' }) },
    ],
    [
      'with Principal spares a role with a boundary that it does not name',
      'allowed',
      request,
      { ...bounded, resource: resource(to({ AWS: HUB }, deny)) },
    ],
  ])('%s', (_what, expected, asked, policies) => {
    expect(answer(decide(asked, policies))).toBe(expected);
  });
});

describe('control policies', () => {
  const linked: Requester = { ...builder, role: { arn: ROLE, roleId: 'AROA1', serviceLinked: true } };
  const withLevels = (serviceControl: readonly Level[]): Policies => ({ identity: full, serviceControl });
  it.each<Case>([
    ['every level allows', 'allowed', request, withLevels(levels(full, full, full))],
    ['an OU without an Allow denies', lacking('service control policy'), request, withLevels(levels(full, [], full))],
    [
      'a Deny at the root denies',
      denied('a service control policy'),
      request,
      withLevels(levels([FULL_AWS_ACCESS, denyAll], full, full)),
    ],
    [
      'a Deny at the account denies',
      denied('a service control policy'),
      request,
      withLevels(levels(full, full, [denyAll])),
    ],
    ['they give nothing', lacking('identity-based policy'), request, { identity: [], serviceControl: levels(full) }],
    ['they do not apply in the management account', 'allowed', request, { identity: full }],
    ['a service-linked role is exempt', 'allowed', { ...request, requester: linked }, withLevels(levels([denyAll]))],
    [
      'a service is exempt from those on principals',
      'allowed',
      { ...request, requester: { type: 'Service', name: 'events.amazonaws.com' } },
      { resource: resource(to({ Service: 'events.amazonaws.com' })), serviceControl: levels([denyAll]) },
    ],
    [
      'those on resources hold for strangers',
      denied('a resource control policy'),
      fromHub,
      { identity: full, resource: resource(to({ AWS: HUB })), resourceControl: levels([FULL_AWS_ACCESS, denyAll]) },
    ],
  ])('%s', (_what, expected, asked, policies) => {
    expect(answer(decide(asked, policies))).toBe(expected);
  });

  it('name the level that lacks an Allow', () => {
    expect(decide(request, withLevels(levels(full, [], full)))).toMatchObject({ explicit: false, level: 'ou-1' });
  });
});
