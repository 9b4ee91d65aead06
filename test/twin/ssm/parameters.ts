import type * as ssm from '@aws-sdk/client-ssm';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { validation, type Parameter } from './state';

const MAX_VALUE = 4096;
const MAX_LEVELS = 15;
const MAX_NAMES = 10;

/** SSM API reference: PutParameter, GetParameter(s), GetParametersByPath, DeleteParameter(s). */
export const parameterOps = (world: World): Ops<typeof ssm> => ({
  PutParameter(input, call) {
    const { Value: value = '', Type: type, Overwrite: overwrite = false, Description: description, Tags: tags } = input;
    refuse(input);
    const name = checkedName(input.Name);
    if (value === '' || value.length > MAX_VALUE)
      throw validation(`Standard tier parameters support a maximum parameter value of ${MAX_VALUE} characters.`);
    const parameters = world.ssm.parameters(call);
    const known = parameters.get(name);
    if (known && !overwrite)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    if (overwrite && tags?.length) throw validation('Tags and Overwrite cannot be used together.');
    if (!known && type === undefined) throw validation('A parameter type is required when you create a parameter.');
    const parameter: Parameter = known ?? {
      name,
      arn: `arn:aws:ssm:${call.region}:${call.accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
      tags: new Map((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      type: type ?? 'String',
      value,
      version: 0,
      modifiedAt: world.clock.now(),
      description,
    };
    Object.assign(parameter, { value, modifiedAt: world.clock.now() });
    if (type !== undefined) parameter.type = type;
    parameter.version++;
    parameters.set(name, parameter);
    return { Version: parameter.version, Tier: 'Standard' };
  },

  GetParameter: ({ Name }, call) => ({ Parameter: described(world.ssm.parameter(Name, call)) }),

  /** Returns the found parameters, and the names of the others. */
  GetParameters({ Names: names = [] }, call) {
    if (names.length < 1 || names.length > MAX_NAMES)
      throw validation(`Member must have length less than or equal to ${MAX_NAMES}`);
    const found = names.map((name) => world.ssm.find(name, call));
    return {
      Parameters: found.flatMap((parameter) => (parameter ? [described(parameter)] : [])),
      InvalidParameters: names.filter((_name, index) => !found[index]),
    };
  },

  GetParametersByPath(input, call) {
    if (input.ParameterFilters?.length) throw validation('The twin has no filters of parameters.');
    const path = checkedName(input.Path).replace(/\/?$/, '/');
    const limit = input.MaxResults ?? MAX_NAMES;
    if (limit < 1 || limit > MAX_NAMES) throw validation(`MaxResults must be between 1 and ${MAX_NAMES}.`);
    const below = [...world.ssm.parameters(call).values()]
      .filter(({ name }) => name.startsWith(path))
      .filter(({ name }) => input.Recursive === true || !name.slice(path.length).includes('/'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const invalidToken = () => new AwsError('InvalidNextToken', 'The specified token is not valid.');
    const { items, next } = page(below, { limit, token: input.NextToken, invalidToken });
    return { Parameters: items.map(described), ...(next === undefined ? {} : { NextToken: next }) };
  },

  DeleteParameter({ Name }, call) {
    world.ssm.parameters(call).delete(world.ssm.parameter(Name, call).name);
    return {};
  },

  DeleteParameters({ Names: names = [] }, call) {
    const parameters = world.ssm.parameters(call);
    const InvalidParameters = names.filter((name) => !parameters.has(name));
    return { DeletedParameters: names.filter((name) => parameters.delete(name)), InvalidParameters };
  },
});

function refuse(input: ssm.PutParameterCommandInput): void {
  const { Type, KeyId, AllowedPattern, Tier = 'Standard', Policies, DataType = 'text' } = input;
  if (Type === 'SecureString' || KeyId !== undefined || AllowedPattern !== undefined || Policies !== undefined)
    throw validation('The twin has parameters of plain text, without keys, patterns and policies.');
  if (Tier !== 'Standard' || DataType !== 'text') throw validation('The twin has standard parameters of text.');
}

/** SSM API reference, PutParameter: the rules for names. */
function checkedName(name = ''): string {
  if (!/^[\w.\-/]{1,1011}$/.test(name)) throw validation(`Parameter name: can't be ${JSON.stringify(name)}.`);
  if (/^\/?(aws|ssm)/i.test(name)) throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm".');
  if (name.split('/').length - 1 > MAX_LEVELS)
    throw new AwsError('HierarchyLevelLimitExceededException', `A hierarchy can have at most ${MAX_LEVELS} levels.`);
  return name;
}

const described = ({ name, arn, type, value, version, modifiedAt }: Parameter): ssm.Parameter => ({
  Name: name,
  ARN: arn,
  Type: type,
  Value: value,
  Version: version,
  LastModifiedDate: modifiedAt,
  DataType: 'text',
});
