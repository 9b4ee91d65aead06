import { isConditionOperator, meets } from './conditions';

const context = new Map<string, readonly string[]>([
  ['aws:principalarn', ['arn:aws:iam::100000000002:role/app-role']],
  ['aws:principalorgid', ['o-sampleorg1']],
  ['aws:principalorgpaths', ['o-sampleorg1/r-root/ou-a/1/', 'o-sampleorg1/r-root/ou-b/1/']],
  ['aws:securetransport', ['true']],
]);

test.each<[boolean, string, string, readonly string[]]>([
  [true, 'StringEquals', 'aws:PrincipalOrgID', ['o-other', 'o-sampleorg1']],
  [false, 'StringEquals', 'aws:PrincipalOrgID', ['o-SAMPLEORG1']],
  [true, 'StringEqualsIgnoreCase', 'aws:principalOrgId', ['o-SAMPLEORG1']],
  [false, 'StringEquals', 'aws:PrincipalOrgID', ['o-sample*']],
  [true, 'StringLike', 'aws:PrincipalOrgID', ['o-sample*']],
  [true, 'StringLike', 'aws:PrincipalOrgID', ['o-sampleorg?']],
  [false, 'StringNotEquals', 'aws:PrincipalOrgID', ['o-other', 'o-sampleorg1']],
  [true, 'StringNotEquals', 'aws:PrincipalOrgID', ['o-other']],
  [false, 'StringEquals', 'sts:ExternalId', ['x']],
  [true, 'StringNotEquals', 'sts:ExternalId', ['x']],
  [true, 'StringEqualsIfExists', 'sts:ExternalId', ['x']],
  [true, 'ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::100000000002:role/app-*']],
  [true, 'ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/app-role']],
  [false, 'ArnLike', 'aws:PrincipalArn', ['arn:aws:*:role/app-role']],
  [false, 'ArnNotEquals', 'aws:PrincipalArn', ['arn:aws:iam::*:role/app-role']],
  [true, 'ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', ['o-sampleorg1/*/ou-b/*']],
  [false, 'ForAllValues:StringLike', 'aws:PrincipalOrgPaths', ['o-sampleorg1/*/ou-b/*']],
  [true, 'ForAllValues:StringLike', 'aws:TagKeys', ['x']],
  [false, 'ForAnyValue:StringLike', 'aws:TagKeys', ['x']],
  [true, 'Bool', 'aws:SecureTransport', ['true']],
  [true, 'Null', 'sts:ExternalId', ['true']],
  [false, 'Null', 'aws:PrincipalOrgID', ['true']],
])('%s: %s of %s with %j', (expected, operator, key, values) => {
  expect(meets({ operator, key, values }, context)).toBe(expected);
});

test.each<[boolean, string, string, string]>([
  [true, 'NumericLessThan', '3', '2'],
  [false, 'NumericLessThan', '2', '2'],
  [true, 'NumericGreaterThanEquals', '2', '2'],
  [false, 'NumericNotEquals', '2.0', '2'],
  [true, 'DateLessThan', '2026-02-01T00:00:00Z', '2026-01-31T00:00:00Z'],
  [true, 'DateGreaterThan', '2026-02-01T00:00:00Z', '1801440000'],
  [false, 'DateEquals', '2026-02-01T00:00:00Z', '2026-02-01T00:00:01Z'],
  [true, 'IpAddress', '10.1.0.0/16', '10.1.2.3/32'],
  [false, 'NotIpAddress', '10.1.0.0/16', '10.1.2.3/32'],
  [true, 'NotIpAddress', '10.1.0.0/16', '10.2.0.1/32'],
])('%s: %s %s of %s', (expected, operator, wanted, actual) => {
  const key = 'sts:ExternalId';
  expect(meets({ operator, key, values: [wanted] }, new Map([['sts:externalid', [actual]]]))).toBe(expected);
});

test('an operator that only AWS has throws', () => {
  expect(isConditionOperator('BinaryEquals')).toBe(true);
  const condition = { operator: 'BinaryEquals', key: 'aws:PrincipalArn', values: ['60'] };
  expect(() => meets(condition, context)).toThrow('does not evaluate');
  expect(isConditionOperator('StringMatches')).toBe(false);
});

test.each(['StringEquals', 'StringNotEquals', 'StringEqualsIfExists', 'Null'])(
  '%s throws for a key that the twin does not evaluate, rather than treat it as absent',
  (operator) => {
    const condition = { operator, key: 'aws:MultiFactorAuthPresent', values: ['true'] };
    expect(() => meets(condition, context)).toThrow('condition key aws:MultiFactorAuthPresent');
  },
);
