import { BlockList, isIP } from 'node:net';
import { isJsonArray, isJsonObject, type Json } from '../json';
import { AwsError } from '../wire/errors';

export const invalid = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

/** Tests one leaf of an event; `absent` holds when there is no leaf. */
export type ValueTest = ((value: Json) => boolean) | 'absent';

/** The test behind one item of a pattern's array. */
export function valueTest(item: Json): ValueTest {
  if (Array.isArray(item)) throw invalid('Match value must be String, number, true, false, or null');
  if (!isJsonObject(item)) return (value) => value === item;
  const [entry, ...others] = Object.entries(item);
  if (!entry || others.length > 0) throw invalid('Only one key allowed in match expression');
  const [type, argument = null] = entry;
  if (type === 'exists') {
    if (typeof argument !== 'boolean') throw invalid('exists match pattern must be either true or false.');
    return argument ? () => true : 'absent';
  }
  const make = MATCHERS[type];
  if (!make) throw invalid(`Unrecognized match type ${type}`);
  return make(argument);
}

type Test = (value: Json) => boolean;
const onString =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);
const lower = (text: string): string => text.toLowerCase();

const MATCHERS: Readonly<Record<string, ((argument: Json) => Test) | undefined>> = {
  prefix: (argument) => affix('prefix', argument, (text, part) => text.startsWith(part)),
  suffix: (argument) => affix('suffix', argument, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (argument) => {
    const wanted = lower(string('equals-ignore-case', argument));
    return onString((text) => lower(text) === wanted);
  },
  wildcard: (argument) => {
    const expression = wildcard(string('wildcard', argument));
    return onString((text) => expression.test(text));
  },
  cidr: (argument) => cidr(string('cidr', argument)),
  numeric,
  'anything-but': anythingBut,
};

function string(type: string, argument: Json): string {
  if (typeof argument !== 'string') throw invalid(`${type} match pattern must be a string`);
  return argument;
}

function affix(type: string, argument: Json, holds: (text: string, part: string) => boolean): Test {
  if (isJsonObject(argument)) {
    const [key, ...others] = Object.keys(argument);
    if (key !== 'equals-ignore-case' || others.length > 0)
      throw invalid(`Unsupported ${type} pattern: ${key ?? 'empty'}`);
    const part = lower(string(type, argument[key] ?? null));
    return onString((text) => holds(lower(text), part));
  }
  const part = string(type, argument);
  return onString((text) => holds(text, part));
}

/** Needs the field, and holds for an array when any element differs: both follow from testing leaves. */
function anythingBut(argument: Json): Test {
  if (isJsonObject(argument)) {
    const [entry, ...others] = Object.entries(argument);
    const make =
      entry && ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(entry[0]) && MATCHERS[entry[0]];
    if (!entry || !make || others.length > 0)
      throw invalid(`Unsupported anything-but pattern: ${entry?.[0] ?? 'empty'}`);
    const tests = list(entry[1] ?? null).map(make);
    return (value) => !tests.some((test) => test(value));
  }
  const values = list(argument);
  const type = typeof values[0];
  if ((type !== 'string' && type !== 'number') || values.some((value) => typeof value !== type))
    throw invalid('Inside anything but list, either all values are number or string, mixed type is not supported');
  return (value) => !values.includes(value);
}

function list(argument: Json): readonly Json[] {
  const values: readonly Json[] = Array.isArray(argument) ? argument : [argument];
  if (values.length === 0) throw invalid('Empty arrays are not allowed');
  return values;
}

function wildcard(pattern: string): RegExp {
  if (/(?<!\\)\*\*/.test(pattern)) throw invalid('Consecutive wildcard characters at pos');
  if (/\\(?![\\*])/.test(pattern.replaceAll('\\\\', ''))) throw invalid('Invalid escape character at pos');
  const source = pattern.replace(/\\([\\*])|\*|[.+?^${}()|[\]]/g, (token, escaped: string | undefined) =>
    escaped !== undefined ? `\\${escaped}` : token === '*' ? '.*' : `\\${token}`,
  );
  return new RegExp(`^${source}$`, 's');
}

function cidr(text: string): Test {
  const [address = '', bits = '', ...others] = text.split('/');
  const version = isIP(address);
  if (version === 0 || others.length > 0 || !/^\d+$/.test(bits)) throw invalid("Malformed CIDR, one '/' required");
  const width = version === 4 ? 32 : 128;
  if (Number(bits) >= width) throw invalid(`IPv${version} mask bits must be < ${width}`);
  const block = new BlockList();
  block.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
  return onString((ip) => block.check(ip, version === 4 ? 'ipv4' : 'ipv6'));
}

const COMPARE: Readonly<Record<string, ((a: number, b: number) => boolean) | undefined>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `["=", n]`, one bound, or a lower and an upper bound in this order. */
function numeric(argument: Json): Test {
  if (!isJsonArray(argument)) throw invalid('Value of numeric must be an array.');
  const terms: { readonly operator: string; readonly limit: number }[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const [operator, limit] = argument.slice(index, index + 2);
    if (typeof operator !== 'string' || !COMPARE[operator])
      throw invalid(`Unrecognized numeric range operator: ${JSON.stringify(operator)}`);
    if (typeof limit !== 'number') throw invalid('Value of numeric operator must be numeric');
    terms.push({ operator, limit });
  }
  const [first, second] = terms;
  if (!first || terms.length > 2) throw invalid('Too many or no elements in numeric expression');
  if (second) {
    if (!first.operator.startsWith('>') || !second.operator.startsWith('<'))
      throw invalid('Bad numeric range operator');
    if (first.limit >= second.limit) throw invalid('Bottom must be less than top');
  }
  return (value) =>
    typeof value === 'number' && terms.every(({ operator, limit }) => COMPARE[operator]?.(value, limit));
}
