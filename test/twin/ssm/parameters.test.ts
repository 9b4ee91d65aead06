import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
  type PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { as, DEV, HUB } from '../organization-fixture';
import { World } from '../world';

let world: World;
let ssm: SSMClient;
beforeEach(() => {
  world = new World();
  ssm = new SSMClient(as(world, HUB));
});

const put = (Name: string, Value = 'v', more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = (Name: string) => ssm.send(new GetParameterCommand({ Name }));

it('keeps parameters per account and region, by name and ARN', async () => {
  await put('/hub/vpc-id', 'vpc-1');
  const { Parameter } = await get('/hub/vpc-id');
  expect(Parameter).toMatchObject({ Value: 'vpc-1', Version: 1, Type: 'String' });
  expect((await get(Parameter?.ARN ?? '')).Parameter?.Name).toBe('/hub/vpc-id');
  const elsewhere = new SSMClient(as(world, DEV));
  await expect(elsewhere.send(new GetParameterCommand({ Name: '/hub/vpc-id' }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
  });
});

it('overwrites only with Overwrite, and counts versions', async () => {
  await put('one', 'a');
  await expect(put('one', 'b')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  expect((await put('one', 'b', { Overwrite: true })).Version).toBe(2);
  expect((await get('one')).Parameter?.Value).toBe('b');
});

it('returns the names that it did not find', async () => {
  await put('one');
  const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names: ['one', 'two'] }));
  expect(Parameters?.map(({ Name }) => Name)).toEqual(['one']);
  expect(InvalidParameters).toEqual(['two']);
});

it('lists a path in pages, recursively on request', async () => {
  for (const name of ['/hub/b', '/hub/a', '/hub/zones/c', '/hubs']) await put(name);
  const list = async (input: object) => {
    const { Parameters, NextToken } = await ssm.send(new GetParametersByPathCommand({ Path: '/hub', ...input }));
    return { names: Parameters?.map(({ Name }) => Name), NextToken };
  };
  expect((await list({})).names).toEqual(['/hub/a', '/hub/b']);
  const first = await list({ Recursive: true, MaxResults: 2 });
  expect(first.names).toEqual(['/hub/a', '/hub/b']);
  expect(await list({ Recursive: true, NextToken: first.NextToken })).toEqual({
    names: ['/hub/zones/c'],
    NextToken: undefined,
  });
});

it('deletes, and tags', async () => {
  await put('one', 'v', { Tags: [{ Key: 'a', Value: '1' }] });
  const resource = { ResourceType: 'Parameter', ResourceId: 'one' } as const;
  await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'b', Value: '2' }] }));
  expect((await ssm.send(new ListTagsForResourceCommand(resource))).TagList).toEqual([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]);
  await ssm.send(new DeleteParameterCommand({ Name: 'one' }));
  await expect(get('one')).rejects.toThrow('not found');
});

test.each([
  ['a name of AWS', 'aws-one', {}, "can't be prefixed"],
  ['a name with a space', 'a name', {}, 'Parameter name'],
  ['too many levels', '/a'.repeat(16), {}, 'at most 15 levels'],
  ['a value that is too long', 'one', { Value: 'x'.repeat(4097) }, 'maximum parameter value'],
  ['a secret', 'one', { Type: 'SecureString' as const }, 'plain text'],
])('refuses %s', async (_what, name, input, message) => {
  await expect(put(name, 'v', input)).rejects.toThrow(message);
});
