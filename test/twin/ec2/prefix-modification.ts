import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { invalidValue, missingParameter } from './common';
import { entriesFrom, nextEntries, requireFit } from './prefix-entries';
import { usesOf } from './prefix-lookups';
import { currentEntries, type PrefixList, type PrefixListEntry } from './prefix-types';
import { incorrectState, moveOn } from './tgw-lookups';

/** IncorrectState while the list is being made, changed or deleted. */
export function requireIdle(list: PrefixList): void {
  if (list.state.endsWith('-in-progress') || list.state === 'delete-complete')
    throw incorrectState(`The prefix list ${list.prefixListId} is in the state ${list.state}.`);
}

/** Starts a modification. It takes effect, and a new version gets its number, when the state is complete. */
export function startModification(
  world: World,
  list: PrefixList,
  input: ec2.ModifyManagedPrefixListRequest,
  name: string | undefined,
): void {
  requireIdle(list);
  requireVersion(list, input);
  const entries = changedEntries(list, input);
  const { MaxEntries: size } = input;
  if (entries && size !== undefined)
    throw new AwsError('InvalidParameterCombination', 'Entries and MaxEntries cannot change in the same request.');
  if (!entries && size === undefined && name === undefined)
    throw new AwsError('InvalidRequest', 'The request changes nothing.');
  if (size !== undefined) requireFit(currentEntries(list).length, checkedSize(world, size));
  list.name = name ?? list.name;
  list.stateMessage = undefined;
  list.state = 'modify-in-progress';
  moveOn(world, list, world.times.other, () => {
    if (entries) addVersion(list, entries);
    if (size === undefined) list.state = 'modify-complete';
    else resize(world, list, size);
  });
}

function requireVersion(list: PrefixList, input: ec2.ModifyManagedPrefixListRequest): void {
  const { CurrentVersion: version, AddEntries: added, RemoveEntries: removed } = input;
  if (version === undefined && (added ?? removed)) throw missingParameter('CurrentVersion');
  if (version !== undefined && version !== list.version)
    throw new AwsError(
      'PrefixListVersionMismatch',
      `The prefix list ${list.prefixListId} has the version ${list.version}, not ${version}.`,
    );
}

function changedEntries(
  list: PrefixList,
  { AddEntries: added, RemoveEntries: removed }: ec2.ModifyManagedPrefixListRequest,
): PrefixListEntry[] | undefined {
  if (!added && !removed) return undefined;
  const family = list.addressFamily;
  const entries = nextEntries(
    currentEntries(list),
    entriesFrom(added ?? [], family),
    entriesFrom(removed ?? [], family),
  );
  requireFit(entries.length, list.maxEntries ?? 0);
  return entries;
}

function addVersion(list: PrefixList, entries: readonly PrefixListEntry[]): void {
  list.version = (list.version ?? 0) + 1;
  list.versions.set(list.version, entries);
}

const NAMED_IN_MESSAGE = 10;

/** A size beyond the quota of referencing route tables fails: the state message names up to ten, the version stays. */
function resize(world: World, list: PrefixList, size: number): void {
  const rise = size - (list.maxEntries ?? 0);
  const full = usesOf(world, list).filter(({ room }) => room < rise);
  if (full.length === 0) {
    list.maxEntries = size;
    list.state = 'modify-complete';
    return;
  }
  const named = full.slice(0, NAMED_IN_MESSAGE).map(({ resourceId }) => resourceId);
  list.stateMessage = `The following resources do not have enough capacity: ${named.join(', ')}`;
  list.state = 'modify-failed';
}

/** A size that the quota allows. */
export function checkedSize(world: World, size: number): number {
  const most = world.ec2.quotas.entriesPerPrefixList;
  if (size < 1 || size > most) throw invalidValue(`Value (${size}) for parameter MaxEntries is invalid: 1 to ${most}.`);
  return size;
}
