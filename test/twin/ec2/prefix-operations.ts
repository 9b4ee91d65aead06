import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list as listing, paged, required, unsupported, type PageSizes } from './common';
import { entriesFrom, requireFit } from './prefix-entries';
import { ownPrefixList, seesPrefixList, usesOf, visiblePrefixList } from './prefix-lookups';
import { checkedSize, requireIdle, startModification } from './prefix-modification';
import { currentEntries, type PrefixList } from './prefix-types';
import { arnOf, unknownId } from './resources';
import { tagFields, tagsAtCreation } from './tags';
import { moveOn } from './tgw-lookups';
import { Tokens } from './tokens';
import { dependencyViolation } from './vpc-lookups';

/** 100 a page by default (EC2 API reference, DescribeManagedPrefixLists). */
const PAGES: PageSizes = { minimum: 1, maximum: 100 };
const ASSOCIATION_PAGES: PageSizes = { minimum: 5, maximum: 255 };
const MAX_NAME = 255;

const described = (world: World, call: Call, list: PrefixList): ec2.ManagedPrefixList => ({
  PrefixListId: list.prefixListId,
  AddressFamily: list.addressFamily,
  State: list.state,
  StateMessage: list.stateMessage,
  PrefixListArn: list.prefixListArn,
  PrefixListName: list.name,
  MaxEntries: list.maxEntries,
  Version: list.version,
  ...tagFields(world.ec2.tagsOf(list.prefixListId, call.accountId)),
  OwnerId: list.ownerId,
});

function checkedName(name: string): string {
  if (name.length > MAX_NAME || name.startsWith('com.amazonaws'))
    throw invalidValue(`Value (${name}) for parameter PrefixListName is invalid.`);
  return name;
}

function checkedFamily(family: string): PrefixList['addressFamily'] {
  if (family === 'IPv4' || family === 'IPv6') return family;
  throw invalidValue(`Value (${family}) for parameter AddressFamily is invalid. Expecting IPv4 or IPv6.`);
}

function requireRoom(world: World, { accountId, region }: Call): void {
  const own = [...world.ec2.prefixLists.values()].filter(
    (list) => list.ownerId === accountId && list.region === region && list.state !== 'delete-complete',
  );
  if (own.length >= world.ec2.quotas.prefixListsPerRegion)
    throw new AwsError('PrefixListLimitExceeded', 'The maximum number of prefix lists has been reached.');
}

function create(world: World, call: Call, input: ec2.CreateManagedPrefixListRequest): PrefixList {
  const name = checkedName(required(input.PrefixListName, 'PrefixListName'));
  const addressFamily = checkedFamily(required(input.AddressFamily, 'AddressFamily'));
  const maxEntries = checkedSize(world, required(input.MaxEntries, 'MaxEntries'));
  const entries = entriesFrom(input.Entries ?? [], addressFamily);
  requireFit(entries.length, maxEntries);
  const tags = tagsAtCreation(input.TagSpecifications, 'prefix-list');
  requireRoom(world, call);
  const owner = { ownerId: call.accountId, region: call.region };
  const prefixListId = world.ids.ec2('pl');
  const list: PrefixList = {
    ...owner,
    prefixListId,
    prefixListArn: arnOf('prefix-list', owner, prefixListId),
    addressFamily,
    name,
    state: 'create-in-progress',
    maxEntries,
    version: 1,
    versions: new Map([[1, entries]]),
  };
  world.ec2.prefixLists.set(prefixListId, list);
  world.ec2.setTags(prefixListId, call.accountId, tags);
  moveOn(world, list, world.times.other, () => (list.state = 'create-complete'));
  return list;
}

export const prefixListOps = (world: World): Ops<typeof ec2> => {
  const creations = new Tokens<ec2.CreateManagedPrefixListResult>(world);
  return {
    CreateManagedPrefixList: (input, call) =>
      creations.once(call, input, () => ({ PrefixList: described(world, call, create(world, call, input)) })),

    ModifyManagedPrefixList(input, call) {
      unsupported({ IpamPrefixListResolverSyncEnabled: input.IpamPrefixListResolverSyncEnabled });
      const list = ownPrefixList(world, call, required(input.PrefixListId, 'PrefixListId'));
      const name = input.PrefixListName === undefined ? undefined : checkedName(input.PrefixListName);
      startModification(world, list, input, name);
      return { PrefixList: described(world, call, list) };
    },

    DeleteManagedPrefixList(input, call) {
      const list = ownPrefixList(world, call, required(input.PrefixListId, 'PrefixListId'));
      requireIdle(list);
      const uses = usesOf(world, list).map(({ resourceId }) => resourceId);
      if (uses.length > 0) throw dependencyViolation(`${list.prefixListId} is referenced by ${uses.join(', ')}.`);
      list.state = 'delete-in-progress';
      moveOn(world, list, world.times.other, () => {
        list.state = 'delete-complete';
        list.endedAt = world.clock.now();
      });
      return { PrefixList: described(world, call, list) };
    },

    DescribeManagedPrefixLists(input, call) {
      const { page, next } = listing({ ...input, MaxResults: input.MaxResults ?? PAGES.maximum }, input.PrefixListIds, {
        visible: [...world.ec2.prefixLists.values()].filter((list) => seesPrefixList(world, call, list)),
        idOf: ({ prefixListId }) => prefixListId,
        unknown: (id) => unknownId('prefix-list', id),
        filters: {
          'owner-id': ({ ownerId }) => ownerId,
          'prefix-list-id': ({ prefixListId }) => prefixListId,
          'prefix-list-name': ({ name }) => name,
        },
        tagsOf: ({ prefixListId }) => world.ec2.tagsOf(prefixListId, call.accountId),
        pageSizes: PAGES,
      });
      return { PrefixLists: page.map((list) => described(world, call, list)), ...next };
    },

    GetManagedPrefixListEntries(input, call) {
      const list = visiblePrefixList(world, call, required(input.PrefixListId, 'PrefixListId'));
      const { TargetVersion: version } = input;
      const entries = version === undefined ? currentEntries(list) : list.versions.get(version);
      if (!entries) throw invalidValue(`The prefix list ${list.prefixListId} has no version ${version}.`);
      const { page, next } = paged(entries, { ...input, MaxResults: input.MaxResults ?? PAGES.maximum }, PAGES);
      return { Entries: page.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })), ...next };
    },

    GetManagedPrefixListAssociations(input, call) {
      const list = ownPrefixList(world, call, required(input.PrefixListId, 'PrefixListId'));
      const { page, next } = paged(usesOf(world, list), input, ASSOCIATION_PAGES);
      return {
        PrefixListAssociations: page.map(({ resourceId, resourceOwner }) => ({
          ResourceId: resourceId,
          ResourceOwner: resourceOwner,
        })),
        ...next,
      };
    },
  };
};
