import type * as route53 from '@aws-sdk/client-route-53';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { requireConflictFree, requireOwnVpc } from './associations';
import { canonicalName, compareNames } from './names';
import { accessDenied, invalidInput, invalidToken, pageSize } from './errors';
import { recordKey, toChangeInfo, toVpc, type HostedZone } from './state';

const PRIVATE_NAME_SERVERS = [
  'ns-1536.awsdns-00.co.uk',
  'ns-0.awsdns-00.com',
  'ns-1024.awsdns-00.org',
  'ns-512.awsdns-00.net',
];
const PAGE_SIZE = 100;

export const zoneOps = (world: World): Ops<typeof route53> => {
  const state = world.route53;
  return {
    CreateHostedZone(input, call) {
      const name = canonicalName(input.Name ?? '');
      if (name === undefined) throw new AwsError('InvalidDomainName', `${input.Name} is not a valid domain name.`);
      const vpc = input.VPC && requireOwnVpc(world, input.VPC, call);
      if (input.HostedZoneConfig?.PrivateZone && !vpc)
        throw invalidInput('A private hosted zone needs a VPC: specify the VPC to associate with it.');
      if (input.DelegationSetId !== undefined)
        throw new AwsError('NoSuchDelegationSet', `No delegation set found with ID: ${input.DelegationSetId}`);
      const reference = `${call.accountId}/${input.CallerReference}`;
      if (state.callerReferences.has(reference))
        throw new AwsError(
          'HostedZoneAlreadyExists',
          `A hosted zone has already been created with the specified caller reference: ${input.CallerReference}`,
          {},
          409,
        );
      if (state.zonesOfAccount(call.accountId).length >= state.quotas.zonesPerAccount)
        throw new AwsError('TooManyHostedZones', `Limit of ${state.quotas.zonesPerAccount} hosted zones reached.`);
      if (vpc) requireConflictFree(world, { name }, vpc);

      const zone: HostedZone = {
        id: world.ids.upper('Z', 20),
        name,
        ownerId: call.accountId,
        callerReference: input.CallerReference ?? '',
        comment: input.HostedZoneConfig?.Comment,
        // A VPC makes the zone private, with or without PrivateZone.
        privateZone: vpc !== undefined,
        nameServers: vpc ? PRIVATE_NAME_SERVERS : publicNameServers(world),
        vpcs: new Map(vpc ? [[vpc.vpcId, vpc]] : []),
        authorizations: new Map(),
        records: new Map(),
        tags: new Map(),
      };
      for (const record of apexRecords(zone)) zone.records.set(recordKey(record), record);
      state.callerReferences.add(reference);
      state.zones.set(zone.id, zone);
      return {
        HostedZone: toHostedZone(zone),
        ChangeInfo: state.submit(zone),
        DelegationSet: zone.privateZone ? undefined : { NameServers: [...zone.nameServers] },
        ...(vpc ? { VPC: toVpc(vpc) } : {}),
        Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
      };
    },

    GetHostedZone(input, call) {
      const zone = state.ownZone(input.Id, call);
      return {
        HostedZone: toHostedZone(zone),
        ...(zone.privateZone
          ? { VPCs: [...zone.vpcs.values()].map(toVpc) }
          : { DelegationSet: { NameServers: [...zone.nameServers] } }),
      };
    },

    GetHostedZoneCount: (_input, call) => ({ HostedZoneCount: state.zonesOfAccount(call.accountId).length }),

    GetHostedZoneLimit(input, call) {
      const zone = state.ownZone(input.HostedZoneId, call);
      const { Type } = input;
      if (Type === 'MAX_RRSETS_BY_ZONE')
        return { Limit: { Type, Value: state.quotas.recordsPerZone }, Count: zone.records.size };
      if (Type !== 'MAX_VPCS_ASSOCIATED_BY_ZONE') throw invalidInput(`Invalid type of a limit: ${Type}`);
      if (!zone.privateZone)
        throw new AwsError('HostedZoneNotPrivate', `The hosted zone ${zone.id} is not a private hosted zone.`);
      return { Limit: { Type, Value: state.quotas.vpcsPerZone }, Count: zone.vpcs.size };
    },

    UpdateHostedZoneComment(input, call) {
      const zone = state.ownZone(input.Id, call);
      zone.comment = input.Comment;
      return { HostedZone: toHostedZone(zone) };
    },

    ListHostedZones(input, call) {
      if (input.DelegationSetId !== undefined)
        throw new AwsError('NoSuchDelegationSet', `No delegation set found with ID: ${input.DelegationSetId}`);
      const zones = state
        .zonesOfAccount(call.accountId)
        .filter((zone) => input.HostedZoneType === undefined || zone.privateZone)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      // The marker is the id of the page's first zone.
      const start = input.Marker === undefined ? 0 : zones.findIndex((zone) => zone.id === input.Marker);
      if (start < 0) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${input.Marker}`, {}, 404);
      const size = pageSize(input.MaxItems, PAGE_SIZE);
      const next = zones[start + size];
      return {
        HostedZones: zones.slice(start, start + size).map(toHostedZone),
        Marker: input.Marker,
        IsTruncated: next !== undefined,
        MaxItems: size,
        ...(next ? { NextMarker: next.id } : {}),
      };
    },

    ListHostedZonesByName(input, call) {
      if (input.HostedZoneId !== undefined && input.DNSName === undefined)
        throw invalidInput('A HostedZoneId needs a DNSName beside it.');
      const from = input.DNSName === undefined ? undefined : canonicalName(input.DNSName);
      if (input.DNSName !== undefined && from === undefined)
        throw new AwsError('InvalidDomainName', `${input.DNSName} is not a valid domain name.`);
      const zones = state
        .zonesOfAccount(call.accountId)
        .sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1))
        .filter((zone) => from === undefined || reaches(zone, from, input.HostedZoneId));
      const size = pageSize(input.MaxItems, PAGE_SIZE);
      const next = zones[size];
      return {
        HostedZones: zones.slice(0, size).map(toHostedZone),
        ...(input.DNSName === undefined ? {} : { DNSName: input.DNSName }),
        ...(input.HostedZoneId === undefined ? {} : { HostedZoneId: input.HostedZoneId }),
        IsTruncated: next !== undefined,
        MaxItems: size,
        ...(next ? { NextDNSName: next.name, NextHostedZoneId: next.id } : {}),
      };
    },

    ListHostedZonesByVPC(input, call) {
      if (!/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/.test(input.VPCId ?? ''))
        throw invalidInput(`Invalid VPC ID: ${input.VPCId}`);
      const vpc = world.ec2.vpc(input.VPCId ?? '');
      if (vpc?.ownerId !== call.accountId || vpc.region !== input.VPCRegion)
        throw new AwsError(
          'AccessDenied',
          `The VPC ${input.VPCId} in region ${input.VPCRegion} is not owned by you.`,
          {},
          403,
        );
      const size = pageSize(input.MaxItems, PAGE_SIZE);
      const { items, next } = page(state.zonesOfVpc(vpc.vpcId), {
        limit: size,
        token: input.NextToken,
        invalidToken,
      });
      return {
        HostedZoneSummaries: items.map((zone) => ({
          HostedZoneId: zone.id,
          Name: zone.name,
          Owner: { OwningAccount: zone.ownerId },
        })),
        MaxItems: size,
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },

    DeleteHostedZone(input, call) {
      const zone = state.ownZone(input.Id, call);
      if (zone.records.size > apexRecords(zone).length)
        throw new AwsError(
          'HostedZoneNotEmpty',
          'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
        );
      state.requireIdle(zone);
      state.zones.delete(zone.id);
      return { ChangeInfo: state.submit(zone) };
    },

    GetChange(input, call) {
      const id = (input.Id ?? '').replace(/^\/change\//, '');
      const change = state.changes.get(id);
      if (!change) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, {}, 404);
      if (change.ownerId !== call.accountId) throw accessDenied(call);
      return { ChangeInfo: toChangeInfo(change) };
    },
  };
};

function toHostedZone(zone: HostedZone): route53.HostedZone {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { ...(zone.comment === undefined ? {} : { Comment: zone.comment }), PrivateZone: zone.privateZone },
    ResourceRecordSetCount: zone.records.size,
  };
}

function apexRecords(zone: HostedZone): readonly route53.ResourceRecordSet[] {
  const soa = `${zone.nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    {
      Name: zone.name,
      Type: 'NS',
      TTL: 172_800,
      ResourceRecords: zone.nameServers.map((server) => ({ Value: `${server}.` })),
    },
    { Name: zone.name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: soa }] },
  ];
}

const publicNameServers = (world: World): readonly string[] =>
  ['com', 'net', 'org', 'co.uk'].map((domain, index) => {
    const number = index * 512 + Math.floor(world.ids.random() * 512);
    return `ns-${number}.awsdns-${String(number % 64).padStart(2, '0')}.${domain}`;
  });

const reaches = (zone: HostedZone, name: string, id: string | undefined): boolean => {
  const order = compareNames(zone.name, name);
  return order > 0 || (order === 0 && (id === undefined || zone.id >= id));
};
