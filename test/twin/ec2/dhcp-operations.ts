import type * as ec2 from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, missingParameter, required, type FilterTable, type Tags } from './common';
import { unknownId } from './resources';
import { tagFields, tagsAtCreation } from './tags';
import { dependencyViolation, ownVpc, visibleDhcpOptions } from './vpc-lookups';
import type { DhcpOptions } from './vpc-types';

/** EC2 API reference: CreateDhcpOptions, DeleteDhcpOptions, DescribeDhcpOptions, AssociateDhcpOptions. */
export const dhcpOps = (world: World): Ops<typeof ec2> => ({
  CreateDhcpOptions(input, call) {
    const tags = tagsAtCreation(input.TagSpecifications, 'dhcp-options');
    const configurations = configurationsFrom(input.DhcpConfigurations);
    const dhcpOptionsId = world.ids.ec2('dopt');
    const options = world.ec2.dhcpOptions.add(dhcpOptionsId, {
      ownerId: call.accountId,
      region: call.region,
      dhcpOptionsId,
      configurations,
    });
    world.ec2.setTags(dhcpOptionsId, call.accountId, tags);
    return { DhcpOptions: describeOptions(world, call, options) };
  },

  DeleteDhcpOptions({ DhcpOptionsId }, call) {
    const { dhcpOptionsId } = ownOptions(world, call, required(DhcpOptionsId, 'dhcpOptionsId'));
    if (world.ec2.vpcs.of(call).some((vpc) => vpc.dhcpOptionsId === dhcpOptionsId))
      throw dependencyViolation(`The dhcpOptions '${dhcpOptionsId}' has dependencies and cannot be deleted.`);
    world.ec2.dhcpOptions.delete(dhcpOptionsId);
    world.ec2.tags.drop(dhcpOptionsId);
    return {};
  },

  DescribeDhcpOptions(input, call) {
    const { page, next } = list(input, input.DhcpOptionsIds, {
      visible: visibleDhcpOptions(world, call),
      idOf: ({ dhcpOptionsId }) => dhcpOptionsId,
      unknown: (id) => unknownId('dhcp-options', id),
      filters: FILTERS,
      tagsOf: tagsOf(world, call),
    });
    return { DhcpOptions: page.map((options) => describeOptions(world, call, options)), ...next };
  },

  AssociateDhcpOptions({ DhcpOptionsId, VpcId }, call) {
    const id = required(DhcpOptionsId, 'dhcpOptionsId');
    const vpc = ownVpc(world, call, VpcId);
    // `default` means none at all, not the options that the VPC began with.
    vpc.dhcpOptionsId = id === 'default' ? id : ownOptions(world, call, id).dhcpOptionsId;
    return {};
  },
});

function ownOptions(world: World, call: Call, id: string): DhcpOptions {
  const options = world.ec2.dhcpOptions.owned(id, call);
  if (!options) throw unknownId('dhcp-options', id);
  return options;
}

const MAX_SERVERS = 4;
const NODE_TYPES: readonly string[] = ['1', '2', '4', '8'];

/** What each option may hold (EC2 API reference, CreateDhcpOptions). */
const OPTIONS: Readonly<Record<string, (values: readonly string[]) => void>> = {
  'domain-name-servers': (values) =>
    requireServers(
      values.filter((value) => value !== 'AmazonProvidedDNS'),
      values,
    ),
  'ntp-servers': (values) => requireServers(values, values),
  'netbios-name-servers': (values) => requireServers(values, values),
  'netbios-node-type': ([type = '']) => {
    if (!NODE_TYPES.includes(type)) throw invalidValue(`Value (${type}) for netbios-node-type is invalid.`);
  },
  'domain-name': () => undefined,
  'ipv6-address-preferred-lease-time': ([seconds = '']) => {
    if (!/^\d+$/.test(seconds))
      throw invalidValue(`Value (${seconds}) for ipv6-address-preferred-lease-time is invalid.`);
  },
};

/** Four servers of each address family at most; AmazonProvidedDNS takes the place of an IPv4 one. */
function requireServers(addresses: readonly string[], all: readonly string[]): void {
  const ipv6 = addresses.filter((address) => z.ipv6().safeParse(address).success);
  for (const address of addresses)
    if (!ipv6.includes(address) && !z.ipv4().safeParse(address).success)
      throw invalidValue(`Value (${address}) for parameter value is invalid. Invalid IP address.`);
  if (ipv6.length > MAX_SERVERS || all.length - ipv6.length > MAX_SERVERS)
    throw invalidValue(`At most ${MAX_SERVERS} servers can be given.`);
}

function configurationsFrom(given: readonly ec2.NewDhcpConfiguration[] | undefined): Map<string, string[]> {
  const configurations = new Map<string, string[]>();
  for (const { Key, Values } of given ?? []) {
    const key = required(Key, 'key');
    const check = Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
    if (!check) throw invalidValue(`Value (${key}) for parameter key is invalid. Unknown DHCP option`);
    if (!Values || Values.length === 0) throw missingParameter('value');
    if (configurations.has(key)) throw new AwsError('InvalidParameterValue', `The DHCP option ${key} is given twice.`);
    check(Values);
    configurations.set(key, [...Values]);
  }
  return configurations;
}

const FILTERS: FilterTable<DhcpOptions> = {
  'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
  key: ({ configurations }) => [...configurations.keys()],
  value: ({ configurations }) => [...configurations.values()].flat(),
  'owner-id': ({ ownerId }) => ownerId,
};

const tagsOf =
  (world: World, call: Call) =>
  ({ dhcpOptionsId }: DhcpOptions): Tags =>
    world.ec2.tagsOf(dhcpOptionsId, call.accountId);

const describeOptions = (world: World, call: Call, options: DhcpOptions): ec2.DhcpOptions => ({
  DhcpOptionsId: options.dhcpOptionsId,
  OwnerId: options.ownerId,
  DhcpConfigurations: [...options.configurations].map(([Key, values]) => ({
    Key,
    Values: values.map((Value) => ({ Value })),
  })),
  ...tagFields(tagsOf(world, call)(options)),
});
