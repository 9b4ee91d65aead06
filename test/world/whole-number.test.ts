import { wholeNumber } from './whole-number';

test('a whole number within the limits is read', () => {
  expect(['0', '12', '0012', '65535'].map(wholeNumber(0, 65_535))).toEqual([0, 12, 12, 65_535]);
});

test.each(['', '12abc', '1.5', '-3', '0x10', '1e3', ' 1', '65536', '99999999999999999999'])(
  '%j is refused with what was expected',
  (text) => {
    expect(() => wholeNumber(0, 65_535)(text)).toThrow('Expected a whole number from 0 to 65535.');
  },
);

test('a number below the least is refused, and none is too large where no limit is given', () => {
  expect(() => wholeNumber(1)('0')).toThrow('Expected a whole number from 1.');
  expect(wholeNumber(1)('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
});
