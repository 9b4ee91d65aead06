import { canonical, contains, isCidr, overlaps } from '../../../lib/landing-zone/cidr';
import { cidrsOfTag, cidrsTag } from '../../../lib/names';
import { toRecord, toTags } from '../../../lib/aws/sdk/tags';

test.each<[string, boolean]>([
  ['10.0.0.0/14', true],
  ['10.1.0.5/16', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0', false],
  ['010.0.0.0/8', false],
  ['2600::/32', false],
])('whether %s is an IPv4 CIDR: %s', (cidr, expected) => {
  expect(isCidr(cidr)).toBe(expected);
});

test('a CIDR contains itself and CIDRs inside it, not larger ones', () => {
  expect(contains({ outer: '10.1.0.0/16', inner: '10.1.0.0/16' })).toBe(true);
  expect(contains({ outer: '10.1.0.0/16', inner: '10.1.16.0/20' })).toBe(true);
  expect(contains({ outer: '10.1.16.0/20', inner: '10.1.0.0/16' })).toBe(false);
});

test('two CIDRs overlap in either order', () => {
  expect(overlaps('10.1.0.0/16', '10.1.16.0/20')).toBe(true);
  expect(overlaps('10.1.16.0/20', '10.1.0.0/16')).toBe(true);
  expect(overlaps('10.1.0.0/20', '10.1.16.0/20')).toBe(false);
});

test('host bits are cleared as EC2 clears them', () => {
  expect(canonical('10.1.0.5/16')).toBe('10.1.0.0/16');
  expect(canonical('10.1.0.0/16')).toBe('10.1.0.0/16');
});

test('comparing a text that is not a CIDR is an error', () => {
  expect(() => overlaps('10.0.0.0/33', '10.0.0.0/8')).toThrow('"10.0.0.0/33" is not an IPv4 CIDR');
  expect(() => contains({ outer: '10.0.0.0/8', inner: 'ten' })).toThrow('"ten" is not an IPv4 CIDR');
});

test('a list of tags becomes a record, and a record a sorted list of tags', () => {
  const tags = [{ Key: 'b', Value: '2' }, { Key: 'a' }];
  expect(toRecord(tags)).toEqual({ a: '', b: '2' });
  expect(toTags(toRecord(tags))).toEqual([
    { Key: 'a', Value: '' },
    { Key: 'b', Value: '2' },
  ]);
  expect(toRecord(undefined)).toEqual({});
});

test('CIDRs are written to one tag value and read back', () => {
  expect(cidrsTag(['10.2.0.0/20', '10.1.0.0/20'])).toBe('10.1.0.0/20 10.2.0.0/20');
  expect(cidrsOfTag('10.1.0.0/20 10.2.0.0/20')).toEqual(['10.1.0.0/20', '10.2.0.0/20']);
  expect(cidrsOfTag(undefined)).toEqual([]);
});
