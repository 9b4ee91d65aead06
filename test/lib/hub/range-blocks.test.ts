import fc from 'fast-check';
import { blocksOf, blocksOfAll } from '../../../lib/hub/range-blocks';
import { overlaps } from '../../../lib/landing-zone';

test.each([
  ['10.1.0.0/16', ['10.1.0.0/18', '10.1.64.0/18', '10.1.128.0/18', '10.1.192.0/18']],
  ['10.1.64.0/18', ['10.1.64.0/18']],
  ['10.1.127.240/28', ['10.1.64.0/18']],
  ['223.255.192.0/20', ['223.255.192.0/18']],
])('%s is in the blocks %j', (cidr, blocks) => {
  expect(blocksOf(cidr)).toEqual(blocks);
});

/** A CIDR as a VPC may have it, in 10.1.0.0/16, so that many overlap. */
const cidr = fc.record({ length: fc.integer({ min: 16, max: 28 }), low: fc.nat(0xffff) }).map(({ length, low }) => {
  const start = low - (low % 2 ** (32 - length));
  return `10.1.${start >> 8}.${start & 255}/${length}`;
});

test('two CIDRs that overlap meet in a block', () => {
  fc.assert(
    fc.property(cidr, cidr, (one, other) => {
      fc.pre(overlaps(one, other));
      expect(blocksOf(one).some((block) => blocksOf(other).includes(block))).toBe(true);
    }),
  );
});

test('a VPC has no more blocks than a transaction has items, with five CIDRs of the largest size', () => {
  const five = [1, 2, 3, 4, 5].map((second) => `10.${second}.0.0/16`);
  expect(blocksOfAll(five)).toHaveLength(20);
});
