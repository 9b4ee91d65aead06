import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { stacksOf, type Resources } from '../infra/deployed';
import { fixtureLandingZone } from '../world/landing-zone';
import { PRICES, dollarsOf, price, priceRows, unitsOf } from './prices';

/** Prettier widens the cells of a table and breaks lines. */
const narrow = (text: string): string => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ');

// The landing zone that is shipped, which its user edits, has the default of three addresses.
const fixture = fixtureLandingZone();
const { hub, automation, management, trail } = stacksOf({
  ...fixture,
  hub: { ...fixture.hub, inboundResolver: { azs: 3 } },
});
const resources = Object.assign(
  {},
  ...[hub, automation, management, trail].map((stack, index) =>
    Object.fromEntries(
      Object.entries(stack ? (Template.fromStack(stack).toJSON()['Resources'] as Resources) : {}).map(
        ([id, resource]) => [`${index}/${id}`, resource],
      ),
    ),
  ),
) as Resources;
const units = unitsOf(resources);
const page = narrow(readFileSync('docs/deploying.md', 'utf8'));

test('docs/deploying.md has the fixed costs of the shipped hub, counted in its templates', () => {
  for (const row of priceRows(units)) expect(page).toContain(narrow(row));
  expect(page).toContain(`**${price(dollarsOf(units))} a month**`);
});

test('README says near its top what the hub and a joined VPC cost a month, and who pays', () => {
  const top = readFileSync('README.md', 'utf8').split('\n').slice(0, 40).join(' ');
  expect(narrow(top)).toContain(
    `The shipped hub costs about $${Math.round(dollarsOf(units))} a month before traffic and logs, paid by the hub account; each joined VPC about $${Math.round(PRICES.attachment.dollars)}, paid by its own account`,
  );
});

test('a resource type without a price is an error', () => {
  expect(() => unitsOf({ Nat: { Type: 'AWS::EC2::NatGateway', Properties: {} } })).toThrow('expected a price');
});
