import fc from 'fast-check';
import { fullSubnets, usableSubnets, type SubnetCandidate } from '../../../lib/admission';

const subnet = (subnetId: string, zone: string, more: Partial<SubnetCandidate> = {}): SubnetCandidate => ({
  subnetId,
  zone: `ap-southeast-3${zone}`,
  ipv6Only: false,
  outpost: false,
  full: false,
  tags: {},
  ...more,
});
const preferred = { tags: { 'wheelwright:attach': 'true' } };
const ids = (subnets: readonly SubnetCandidate[]) => subnets.map(({ subnetId }) => subnetId);

test('each Availability Zone has one usable subnet, that with the lowest id', () => {
  expect(ids(usableSubnets([subnet('s-3', 'a'), subnet('s-1', 'b'), subnet('s-2', 'a')]))).toEqual(['s-1', 's-2']);
});

test('a subnet with the tag wheelwright:attach is preferred', () => {
  expect(ids(usableSubnets([subnet('s-1', 'a'), subnet('s-2', 'a', preferred)]))).toEqual(['s-2']);
  expect(
    ids(usableSubnets([subnet('s-1', 'a'), subnet('s-2', 'a', { tags: { 'wheelwright:attach': 'no' } })])),
  ).toEqual(['s-1']);
});

test('an attached subnet stays', () => {
  expect(ids(usableSubnets([subnet('s-1', 'a'), subnet('s-3', 'a')], ['s-3']))).toEqual(['s-3']);
});

test('[B11] a subnet that gets the tag wheelwright:attach after the join takes the place of the attached one', () => {
  const attached = subnet('s-3', 'a');
  expect(ids(usableSubnets([subnet('s-1', 'a'), subnet('s-2', 'a', preferred), attached], ['s-3']))).toEqual(['s-2']);
  const both = [subnet('s-2', 'a', preferred), { ...attached, ...preferred }];
  expect(ids(usableSubnets(both, ['s-3']))).toEqual(['s-3']);
});

test('a subnet without a free address is not usable, unless it is attached', () => {
  const full = subnet('s-1', 'a', { full: true, ...preferred });
  expect(ids(usableSubnets([full, subnet('s-2', 'a')]))).toEqual(['s-2']);
  expect(ids(usableSubnets([full]))).toEqual([]);
  expect(ids(usableSubnets([full, subnet('s-2', 'a')], ['s-1']))).toEqual(['s-1']);
  const other = subnet('s-2', 'b', { full: true });
  expect(ids(fullSubnets([full, other, subnet('s-3', 'b')], [subnet('s-3', 'b')]))).toEqual(['s-1']);
});

test.each<[string, SubnetCandidate]>([
  ['a subnet in a Local Zone', subnet('s-1', '-lcl-1a')],
  ['a subnet in a Local Zone named after a city', { ...subnet('s-1', ''), zone: 'us-west-2-lax-1a' }],
  ['a subnet in a Wavelength Zone', { ...subnet('s-1', ''), zone: 'us-east-1-wl1-bos-wlz-1' }],
  ['a subnet on an Outpost', subnet('s-1', 'a', { outpost: true })],
  ['an IPv6-only subnet', subnet('s-1', 'a', { ipv6Only: true })],
])('%s is not usable', (_, unusable) => {
  expect(ids(usableSubnets([unusable, subnet('s-2', 'b')]))).toEqual(['s-2']);
});

test('the choice does not depend on the order of the list', () => {
  const any = fc.record({ id: fc.nat(99), zone: fc.constantFrom('a', 'b', 'c'), tag: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(any, { selector: ({ id }) => id }), fc.nat(99), (list, attached) => {
      const subnets = list.map(({ id, zone, tag }) => subnet(`s-${id}`, zone, tag ? preferred : {}));
      expect(usableSubnets([...subnets].reverse(), [`s-${attached}`])).toEqual(
        usableSubnets(subnets, [`s-${attached}`]),
      );
    }),
  );
});
