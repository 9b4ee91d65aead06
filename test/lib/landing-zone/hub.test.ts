import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hubOf, parseHubs, parseLandingZone } from '../../../lib/landing-zone';
import {
  HUB_OUTPUTS,
  hubParameters,
  hubVariable,
  sampleHubVariable,
  type HubResources,
} from '../../../lib/landing-zone/hub';

const fixture = parseLandingZone(
  readFileSync(join(__dirname, '../../fixtures/landing-zone.yaml'), 'utf8'),
  'landing-zone.yaml',
);
const { region, accountId } = fixture.hub;
const UUID = '7f6d3b5a-1c2e-4a8f-9b0d-3e4f5a6b7c8d';

/** A deployed hub of the fixture, with ids as AWS makes them. */
const hub: HubResources = {
  transitGatewayId: 'tgw-0a1b2c3d4e5f60718',
  routeTableIds: Object.fromEntries(
    Object.keys(fixture.segments).map((segment, index) => [segment, `tgw-rtb-0a1b2c3d4e5f6071${index}`]),
  ),
  prefixListId: 'pl-0a1b2c3d4e5f60718',
  zoneIds: Object.fromEntries(fixture.zones.private.map(({ name }, index) => [name, `Z0123456789ABCDEFGHI${index}`])),
  resolverIps: ['10.100.100.110', '10.100.116.110'],
  queryLogConfigId: 'rqlc-0a1b2c3d4e5f60718',
  resourceShareArns: [`arn:aws:ram:${region}:${accountId}:resource-share/${UUID}`],
};
const published = hubParameters(hub);

type Field = keyof typeof HUB_OUTPUTS;
const FIELDS = Object.keys(HUB_OUTPUTS) as Field[];

/** The names of a field's SSM parameters below `/wheelwright/hub`. */
const parametersOf = (field: Field): readonly string[] => {
  const { parameter, names } = HUB_OUTPUTS[field];
  return names === undefined ? [parameter] : names(fixture).map((name) => `${parameter}/${name}`);
};

test.each(FIELDS)('the hub output %s has a published parameter', (field) => {
  expect(parametersOf(field)).not.toEqual([]);
  for (const name of parametersOf(field)) expect(published).toHaveProperty([name], expect.stringMatching(/./));
});

test('the hub publishes no parameter that belongs to no hub output', () => {
  expect(Object.keys(published).sort()).toEqual(FIELDS.flatMap(parametersOf).sort());
});

test('a function reads from its environment variable the same hub outputs that the hub publishes', () => {
  const read: string[] = [];
  const variable = hubVariable(fixture, (name) => {
    read.push(name);
    return published[name] ?? '';
  });
  expect(hubOf(parseHubs(JSON.stringify(variable)), region)).toEqual(hub);
  expect(read.sort()).toEqual(Object.keys(published).sort());
});

test.each(FIELDS)('the sample of the hub output %s is valid and at least as long as a value of AWS', (field) => {
  const sample = HUB_OUTPUTS[field].sample(fixture);
  for (const name of parametersOf(field)) expect(sample.length).toBeGreaterThanOrEqual((published[name] ?? '').length);
  expect(hubOf(parseHubs(JSON.stringify(sampleHubVariable(fixture))), region)).toHaveProperty(field);
});

test('the sample has one address for each address of an existing inbound resolver', () => {
  const addresses = ['10.0.0.5', '10.0.16.5', '10.0.32.5'];
  const inboundResolver = { existing: 'rslvr-in-0a1b2c3d4e5f60718', addresses };
  const sample = HUB_OUTPUTS.resolverIps.sample({ ...fixture, hub: { ...fixture.hub, inboundResolver } });
  expect(sample.split(',')).toHaveLength(addresses.length);
});

test('an environment variable with an unknown hub output is refused', () => {
  const outputs = { ...hub, resolverIps: '10.0.0.10', resourceShareArns: 'arn:' };
  expect(() => parseHubs(JSON.stringify({ [region]: outputs }))).not.toThrow();
  expect(() => parseHubs(JSON.stringify({ [region]: { ...outputs, queueUrl: 'https://sqs' } }))).toThrow('queueUrl');
});
