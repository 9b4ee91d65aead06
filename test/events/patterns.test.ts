import { families, forwardPattern, rulePattern } from '../../events';
import { NAMING, ourRoleArns } from '../../lib/names';
import { compilePattern } from '../twin/eventbridge/pattern';
import { callerOf, impostors } from './callers';
import { parts, sample, samples, withField } from './samples';

const written = (name: string): string => {
  const family = families.find((one) => one.name === name);
  if (family === undefined) throw new Error(`no family ${name}`);
  return JSON.stringify(rulePattern(family, parts));
};

const senderOf = (name: string) => families.find((one) => one.name === name)?.sender ?? 'spoke';

/** The values of all wildcards in a pattern. */
const wildcards = (name: string): readonly unknown[] =>
  [...written(name).matchAll(/"wildcard":(\[[^\]]*\])/g)].flatMap(([, list = '[]']) => JSON.parse(list) as unknown[]);

test('[A5] the account of a role is the only wildcard of a pattern, and fewer than thirty rules of a bus have one', () => {
  const all = families.map(({ name }) => wildcards(name));
  for (const value of all.flat()) expect(value).toMatch(/^arn:aws:iam::\*:role\/wheelwright-[a-z-]+$/);
  const having = all.filter((each) => each.length > 0);
  expect(having.length).toBeGreaterThan(5);
  expect(having.length).toBeLessThan(30);
});

describe.each(families.map(({ name }) => name))('the pattern of %s', (name) => {
  const matches = compilePattern(written(name));

  test('matches all samples of its family and no others', () => {
    expect(samples.filter(({ event }) => matches(event)).map((one) => `${one.family}/${one.name}`)).toEqual(
      samples.filter(({ family }) => family === name).map((one) => `${one.family}/${one.name}`),
    );
  });

  test('has at most the 2,048 characters of EventBridge', () => {
    expect(written(name).length).toBeLessThanOrEqual(2048);
  });

  test('matches no failed call and no call of our own roles', () => {
    const calls = samples.filter(
      ({ family, event }) => family === name && event['detail-type'] === 'AWS API Call via CloudTrail',
    );
    for (const { event } of name === 'organizations-membership-changed' ? [] : calls) {
      expect(matches(withField(event, 'detail.errorCode', 'AccessDenied'))).toBe(false);
      for (const arn of ourRoleArns(senderOf(name), event.account, NAMING))
        expect(matches(withField(event, 'detail.userIdentity', callerOf(arn)))).toBe(false);
    }
  });

  test('[A5] matches every call of a caller whose name is like ours', () => {
    const calls = samples.filter(
      ({ family, event }) => family === name && event['detail-type'] === 'AWS API Call via CloudTrail',
    );
    for (const { event } of calls)
      for (const [what, userIdentity] of impostors(senderOf(name), event.account))
        expect([what, matches(withField(event, 'detail.userIdentity', userIdentity))]).toEqual([what, true]);
  });
});

type Json = Parameters<typeof JSON.stringify>[0];
const isRecord = (value: Json): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of a pattern's fields, each with whether it is in a `$or`. */
const fields = (pattern: unknown, path: string, inOr: boolean): readonly (readonly [string, boolean])[] =>
  isRecord(pattern)
    ? Object.entries(pattern).flatMap(([key, value]) =>
        key === '$or' && Array.isArray(value)
          ? value.flatMap((alternative) => fields(alternative, path, true))
          : fields(value, `${path}.${key}`, inOr),
      )
    : [[path, inOr]];

const twice = (pattern: unknown): readonly string[] => {
  const all = fields(pattern, '', false);
  const outside = all.filter(([, inOr]) => !inOr).map(([path]) => path);
  return all.filter(([path, inOr]) => inOr && outside.includes(path)).map(([path]) => path);
};

test('no pattern names a field both inside and outside of $or, where AWS behaves surprisingly', () => {
  expect(twice({ a: ['1'], $or: [{ a: ['2'] }, { b: { c: ['3'] } }], b: { c: ['4'] } })).toEqual(['.a', '.b.c']);
  for (const family of families) expect(twice(forwardPattern(family, NAMING))).toEqual([]);
});

describe('a rule does not match', () => {
  test.each<[string, string, object]>([
    [
      'a failed creation',
      'organizations-account-created',
      withField(
        sample('organizations-account-created', 'succeeded'),
        'detail.serviceEventDetails.createAccountStatus.state',
        'FAILED',
      ),
    ],
    [
      'a failed creation by Control Tower',
      'controltower-account-created',
      withField(
        sample('controltower-account-created', 'succeeded'),
        'detail.serviceEventDetails.createManagedAccountStatus.state',
        'FAILED',
      ),
    ],
    [
      'the tags of an OU',
      'organizations-account-tagged',
      withField(
        sample('organizations-account-tagged', 'tagged.hand-made'),
        'detail.requestParameters.resourceId',
        'ou-pksl-00000dev',
      ),
    ],
    [
      'our own tags on a VPC',
      'vpc-tag-changed',
      withField(sample('vpc-tag-changed', 'vpc-tagged'), 'detail.changed-tag-keys', ['wheelwright:status', 'Name']),
    ],
    [
      "a subnet's key on a VPC",
      'vpc-tag-changed',
      withField(sample('vpc-tag-changed', 'vpc-tagged'), 'detail.changed-tag-keys', ['wheelwright:attach']),
    ],
    [
      "an organization's event out of a spoke",
      'organizations-account-moved',
      withField(sample('organizations-account-moved', 'moved'), 'account', '200000000003'),
    ],
    [
      'a change of the hub by a spoke',
      'hub-mesh-changed',
      withField(sample('hub-mesh-changed', 'route-deleted.hand-made'), 'account', '200000000003'),
    ],
    [
      "a change of the hub's own VPC",
      'vpc-changed',
      withField(sample('vpc-changed', 'subnet-created.hand-made'), 'account', '100000000002'),
    ],
  ])('%s', (_, name, event) => {
    expect(compilePattern(written(name))(event)).toBe(false);
  });
});

test('the pattern of membership events matches in any casing', () => {
  const joined = sample('organizations-membership-changed', 'joined.hand-made');
  const matches = compilePattern(written('organizations-membership-changed'));
  expect(matches(withField(joined, 'detail.eventName', 'accountjoinedorganization'))).toBe(true);
});
