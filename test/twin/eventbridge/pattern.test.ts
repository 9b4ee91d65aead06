import { AwsError } from '../wire/errors';
import { compilePattern } from './pattern';
/** Answers of AWS's own event-ruler matcher. */
import cases from './pattern-cases.json';

const answer = (pattern: object, event: object): string => {
  try {
    return String(compilePattern(JSON.stringify(pattern))(event));
  } catch (error) {
    return `INVALID: ${error instanceof Error ? error.message.replace(/^.*Reason: /, '') : String(error)}`;
  }
};

const codeOf = (text: string): string => {
  try {
    compilePattern(text);
    return 'accepted';
  } catch (error) {
    return error instanceof AwsError ? error.code : String(error);
  }
};

describe('an event pattern', () => {
  it.each(cases)('$name: is read as event-ruler reads it', ({ pattern, event, answer: expected }) => {
    expect(answer(pattern, event)).toBe(expected);
  });

  it.each([
    ['a leaf that is no array', { source: 'aws.ec2' }],
    ['an empty array', { source: [] }],
    ['an empty object', { detail: {} }],
    ['an array in an array', { source: [['a']] }],
    ['an unknown match type', { source: [{ like: 'a' }] }],
    ['two match types in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['mixed types under anything-but', { detail: { a: [{ 'anything-but': ['a', 1] }] } }],
    ['an unknown match type under anything-but', { detail: { a: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] } }],
    ['an exists that is no boolean', { detail: { a: [{ exists: 'no' }] } }],
    ['two stars in a row', { detail: { a: [{ wildcard: 'a**b' }] } }],
    ['a dangling escape', { detail: { a: [{ wildcard: 'a\\b' }] } }],
    ['a CIDR without a mask', { detail: { a: [{ cidr: '10.0.0.0' }] } }],
    ['a numeric operator that is none', { detail: { a: [{ numeric: ['~', 1] }] } }],
    ['a numeric range upside down', { detail: { a: [{ numeric: ['>', 5, '<', 1] }] } }],
    ['one field inside and outside $or', { source: ['a'], $or: [{ source: ['b'] }, { account: ['1'] }] }],
    ['more than 2,048 characters', { source: ['a'.repeat(2048)] }],
  ])('is refused for %s', (_name, pattern) => {
    expect(codeOf(JSON.stringify(pattern))).toBe('InvalidEventPatternException');
  });

  it('is refused when it is no JSON object', () => {
    for (const text of ['', 'nope', '[]', '"a"']) expect(codeOf(text)).toBe('InvalidEventPatternException');
  });

  it('takes a $or with one alternative for a field of that name', () => {
    expect(answer({ $or: [{ prefix: 'a' }] }, { $or: 'abc' })).toBe('true');
  });
});
