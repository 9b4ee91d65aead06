import type * as route53 from '@aws-sdk/client-route-53';
import { isIPv4, isIPv6 } from 'node:net';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { invalidInput, pageSize } from './errors';
import { canonicalName, compareNames, isWithin } from './names';
import { recordKey, type HostedZone } from './state';

const PAGE_SIZE = 300;
const MAX_CHANGES = 1000;

type Records = Map<string, route53.ResourceRecordSet>;

export const recordOps = (world: World): Ops<typeof route53> => {
  const state = world.route53;
  return {
    /** All or nothing: the first thing that is wrong with any change undoes the batch. */
    ChangeResourceRecordSets(input, call) {
      const zone = state.ownZone(input.HostedZoneId, call);
      const changes = input.ChangeBatch?.Changes ?? [];
      if (changes.length === 0) throw invalidInput('A change batch needs a change.');
      const weight = changes.reduce((sum, change) => sum + values(change) * (change.Action === 'UPSERT' ? 2 : 1), 0);
      if (weight > MAX_CHANGES) throw invalidBatch([`Number of records limit of ${MAX_CHANGES} exceeded.`]);
      const records: Records = new Map(zone.records);
      const faults = changes.flatMap((change) => apply(zone, records, change));
      faults.push(...requireApex(zone, records));
      if (records.size > state.quotas.recordsPerZone)
        faults.push(`Number of records limit of ${state.quotas.recordsPerZone} exceeded.`);
      if (faults.length > 0) throw invalidBatch(faults);
      state.requireIdle(zone);
      zone.records = records;
      return { ChangeInfo: state.submit(zone, input.ChangeBatch?.Comment) };
    },

    ListResourceRecordSets(input, call) {
      const zone = state.ownZone(input.HostedZoneId, call);
      if (input.StartRecordType !== undefined && input.StartRecordName === undefined)
        throw invalidInput('StartRecordType needs a StartRecordName beside it.');
      const startName = input.StartRecordName === undefined ? undefined : canonicalName(input.StartRecordName);
      if (input.StartRecordName !== undefined && startName === undefined)
        throw invalidInput(`Invalid StartRecordName: ${input.StartRecordName}`);
      const start = { Name: startName ?? '', Type: input.StartRecordType ?? '' };
      const sorted = [...zone.records.values()]
        .sort(compareRecords)
        .filter((record) => startName === undefined || compareRecords(record, start) >= 0);
      const size = pageSize(input.MaxItems, PAGE_SIZE);
      const next = sorted[size];
      return {
        ResourceRecordSets: sorted.slice(0, size),
        IsTruncated: next !== undefined,
        MaxItems: size,
        ...(next ? { NextRecordName: next.Name, NextRecordType: next.Type } : {}),
      };
    },
  };
};

const values = ({ ResourceRecordSet: record }: route53.Change): number => record?.ResourceRecords?.length ?? 1;

type Sortable = { readonly Name: string | undefined; readonly Type: string | undefined };
const compareRecords = (a: Sortable, b: Sortable): number =>
  compareNames(a.Name ?? '', b.Name ?? '') || (a.Type ?? '').localeCompare(b.Type ?? '');

const invalidBatch = (messages: readonly string[]): AwsError =>
  new AwsError('InvalidChangeBatch', `[${messages.join(', ')}]`, { messages });

/** Applies one change to `records`, or returns why it is invalid. */
function apply(zone: HostedZone, records: Records, { Action, ResourceRecordSet: wanted }: route53.Change): string[] {
  if (!wanted) throw invalidInput('A change needs a ResourceRecordSet.');
  const record = canonicalRecord(wanted);
  const key = recordKey(record);
  const named = `[name='${record.Name}', type='${record.Type}']`;
  const current = records.get(key);
  if (Action === 'DELETE') {
    if (!current) return [`Tried to delete resource record set ${named} but it was not found`];
    if (!sameContent(current, record))
      return [`Tried to delete resource record set ${named} but the values provided do not match the current values`];
    records.delete(key);
    return [];
  }
  const faults = faultsOf(zone, record);
  if (Action === 'CREATE' && current) faults.push(`Tried to create resource record set ${named} but it already exists`);
  if (faults.length === 0) records.set(key, record);
  return [...faults, ...cnameFaults(zone, records, record)];
}

/** Routing policies change what a name resolves to, and the twin has only the simple one. */
function canonicalRecord(wanted: route53.ResourceRecordSet): route53.ResourceRecordSet {
  const { Name, Type, TTL, ResourceRecords, AliasTarget, ...rest } = wanted;
  const policies = Object.entries(rest).flatMap(([policy, value]) => (value === undefined ? [] : [policy]));
  if (policies.length > 0)
    throw new AwsError('NotImplemented', `The twin has no records with ${policies.join(', ')}.`, {}, 501);
  const name = canonicalName(Name ?? '');
  if (name === undefined)
    throw invalidBatch([`FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${Name}'`]);
  const plain = ResourceRecords !== undefined && ResourceRecords.length > 0;
  if (plain === (AliasTarget !== undefined))
    throw invalidInput(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]] for ${Name}.`,
    );
  if (plain && TTL === undefined) throw invalidInput(`Invalid request: Missing field 'TTL' in Change with ${Name}.`);
  return AliasTarget ? { Name: name, Type, AliasTarget } : { Name: name, Type, TTL, ResourceRecords };
}

function faultsOf(zone: HostedZone, record: route53.ResourceRecordSet): string[] {
  const faults: string[] = [];
  if (!isWithin(record.Name ?? '', zone.name))
    faults.push(`RRSet with DNS name ${record.Name} is not permitted in zone ${zone.name}`);
  const given = (record.ResourceRecords ?? []).map(({ Value }) => Value ?? '');
  for (const value of new Set(given.filter((one, index) => given.indexOf(one) !== index)))
    faults.push(`Duplicate Resource Record: '${value}'`);
  const valid = record.Type === 'A' ? isIPv4 : record.Type === 'AAAA' ? isIPv6 : undefined;
  for (const value of valid ? given.filter((one) => !valid(one)) : [])
    faults.push(`Invalid Resource Record: FATAL problem: ARRDATAIllegalIPAddress encountered with '${value}'`);
  if ((record.Type === 'CNAME' || record.Type === 'SOA') && given.length > 1)
    faults.push(`RRSet of type ${record.Type} with DNS name ${record.Name} has more than one value`);
  return faults;
}

/** A name with a CNAME has no other record, and is not the apex. */
function cnameFaults(zone: HostedZone, records: Records, record: route53.ResourceRecordSet): string[] {
  if (record.Type === 'CNAME' && record.Name === zone.name)
    return [`RRSet of type CNAME with DNS name ${record.Name} is not permitted at apex in zone ${zone.name}`];
  const types = [...records.values()].filter(({ Name }) => Name === record.Name).map(({ Type }) => Type);
  if (!types.includes('CNAME') || types.length === 1) return [];
  return [
    `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
  ];
}

function requireApex(zone: HostedZone, records: Records): string[] {
  const faults: string[] = [];
  if (!records.has(recordKey({ Name: zone.name, Type: 'NS' })))
    faults.push('A HostedZone must contain at least one NS record for the zone itself.');
  if (!records.has(recordKey({ Name: zone.name, Type: 'SOA' })))
    faults.push('A HostedZone must contain exactly one SOA record.');
  return faults;
}

function sameContent(a: route53.ResourceRecordSet, b: route53.ResourceRecordSet): boolean {
  const content = ({ TTL, ResourceRecords, AliasTarget }: route53.ResourceRecordSet): string =>
    JSON.stringify([
      TTL,
      ResourceRecords?.map(({ Value }) => Value).sort(),
      AliasTarget && [AliasTarget.HostedZoneId, AliasTarget.DNSName, AliasTarget.EvaluateTargetHealth],
    ]);
  return content(a) === content(b);
}
