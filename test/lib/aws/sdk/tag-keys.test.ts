import { tagKeys } from '../../../../lib/aws/sdk/tag-keys';

const keys = tagKeys('acme:');
if (!keys) throw new Error('A prefix of its own has no translation.');

test('without a prefix of its own nothing is translated', () => {
  expect(tagKeys('wheelwright:')).toBeUndefined();
});

test('tags of a request get the prefix of the config, wherever they are; other tags stay', () => {
  const at = new Date(0);
  const Tags = [
    { Key: 'wheelwright:managed', Value: 'true' },
    { Key: 'Name', Value: 'wheelwright:x' },
  ];
  const request = {
    Resources: ['vpc-1'],
    TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags }],
    at,
    none: undefined,
  };
  const translated = [
    { Key: 'acme:managed', Value: 'true' },
    { Key: 'Name', Value: 'wheelwright:x' },
  ];
  expect(keys.toAws(request)).toEqual({
    ...request,
    TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: translated }],
  });
  expect(keys.toAws({ Tags: [{ Key: 'wheelwright:status' }] })).toEqual({ Tags: [{ Key: 'acme:status' }] });
});

test.each([
  ['acme:join', 'wheelwright:join'],
  ['acme:Join', 'wheelwright:Join'],
  ['Acme:join', 'WHEELWRIGHT:join'],
  ['Name', 'Name'],
  ['acme', 'acme'],
])('a tag %s of a response is %s to the code', (Key, known) => {
  const Value = 'true';
  expect(keys.fromAws({ Vpcs: [{ Tags: [{ Key, Value }] }] })).toEqual({ Vpcs: [{ Tags: [{ Key: known, Value }] }] });
});

test("a tag of another landing zone, with the code's own prefix, means nothing", () => {
  const Tags = ['wheelwright:member', 'Wheelwright:join'].map((Key) => ({ Key, Value: 'true' }));
  expect(keys.fromAws({ Tags })).toEqual({ Tags: [] });
});

test('what is no object literal stays the same', () => {
  const body = new Uint8Array([1]);
  const response = { Body: body, At: new Date(0), Tags: 'text', Nothing: undefined };
  expect(keys.fromAws(response)).toEqual(response);
  expect((keys.fromAws(response) as typeof response).Body).toBe(body);
  expect(keys.fromAws(undefined)).toBeUndefined();
});

it('renames keys in filters of EC2', () => {
  const filters = (key: string) => ({
    Filters: [
      { Name: `tag:${key}`, Values: ['*10.1.0.0/16*'] },
      { Name: 'state', Values: ['available'] },
    ],
  });
  expect(tagKeys('acme:')?.toAws(filters('wheelwright:local-cidrs'))).toEqual(filters('acme:local-cidrs'));
});
