import {
  CreateAccountCommand,
  MoveAccountCommand,
  OrganizationsClient,
  TagResourceCommand,
} from '@aws-sdk/client-organizations';
import { Organization } from '../../../../lib/aws/read/organization';
import { organizations } from '../../../../lib/aws/sdk/services';
import { buildOrganization, worldOf, type Organization as Built } from '../../../world/organization';
import { AwsError } from '../../../twin/wire/errors';
import type { World } from '../../../twin/world';
import { landingZone, REGION, sessionsOf } from '../../../world/hub-services';

import { FROZEN } from '../../../../lib/names';

const MANAGEMENT = landingZone.organization.managementAccountId;
const MINUTE = 60_000;

let world: World;
let built: Built;
let dev: string;
let people: OrganizationsClient;
let organization: Organization;
beforeEach(async () => {
  world = worldOf(landingZone);
  built = await buildOrganization(world, landingZone);
  dev = built.accounts['dev'] ?? '';
  people = new OrganizationsClient(world.config(world.administrator(MANAGEMENT), REGION));
  organization = new Organization(sessionsOf(world, MANAGEMENT, [organizations]).own(MANAGEMENT, REGION), world.clock);
  world.calls.length = 0;
});
const takeCalls = (): readonly string[] =>
  world.calls.map(({ action }) => action.replace('organizations:', '')).splice(0);
const callsOfRead = async (): Promise<readonly string[]> => {
  world.calls.length = 0;
  await organization.account(dev);
  return takeCalls();
};
const unit = (path: string): string => built.organizationalUnits[path] ?? '';
const path = () => [built.rootId, unit('Workloads'), unit('Workloads/Dev')];

describe('an account', () => {
  it('is described with its path from the top down, and its tags', async () => {
    await people.send(new TagResourceCommand({ ResourceId: dev, Tags: [{ Key: 'team', Value: 'odc' }] }));
    await expect(organization.account(dev)).resolves.toEqual({
      ...{ id: dev, name: 'dev', state: 'ACTIVE', tags: { team: 'odc' } },
      ouPath: path(),
    });
  });

  it('that is not in the organization is DEPARTED; its tags are not read', async () => {
    await expect(organization.account('999999999999')).resolves.toEqual({
      ...{ id: '999999999999', name: '', state: 'DEPARTED', ouPath: [], tags: {} },
    });
    expect(takeCalls()).toEqual(['DescribeAccount']);
  });

  it('that cannot be read is a failure, not DEPARTED', async () => {
    world.around.push(() => Promise.reject(new AwsError('AccessDeniedException', 'no')));
    await expect(organization.account(dev)).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('a read of an account', () => {
  it('takes a turn, but not after an event that reports that the account has changed', async () => {
    const turns: string[] = [];
    const session = sessionsOf(world, MANAGEMENT, [organizations]).own(MANAGEMENT, REGION);
    const paced = new Organization(session, world.clock, (accountId) => {
      turns.push(accountId);
      return Promise.resolve();
    });
    await paced.account(dev);
    expect(turns).toEqual([dev]);
    paced.forget(dev);
    await paced.account(dev);
    expect(turns).toEqual([dev]);
    await world.clock.jump(5 * MINUTE);
    await paced.account(dev);
    expect(turns).toEqual([dev, dev]);
  });
});

describe('the cache', () => {
  it('keeps an account and its tags for five minutes', async () => {
    await expect(callsOfRead()).resolves.toEqual(['DescribeAccount', 'ListTagsForResource']);
    await world.clock.jump(5 * MINUTE - 1);
    await expect(callsOfRead()).resolves.toEqual([]);
    await world.clock.jump(1);
    await expect(callsOfRead()).resolves.toEqual(['DescribeAccount', 'ListTagsForResource']);
  });

  it('is cleared for an account by forget', async () => {
    await organization.account(dev);
    const move = { SourceParentId: unit('Workloads/Dev'), DestinationParentId: unit('Suspended') };
    await people.send(new MoveAccountCommand({ AccountId: dev, ...move }));
    await expect(organization.account(dev)).resolves.toMatchObject({ ouPath: path() });
    await people.send(new TagResourceCommand({ ResourceId: dev, Tags: [{ Key: 'team', Value: 'odc' }] }));
    organization.forget(dev);
    await expect(organization.account(dev)).resolves.toMatchObject({
      ...{ ouPath: [built.rootId, unit('Suspended')], tags: { team: 'odc' } },
    });
  });

  it('[FC15] is filled by what another function has read, as long as that is fresh, and without its tags for one call', async () => {
    const other = new Organization(sessionsOf(world, MANAGEMENT, [organizations]).own(MANAGEMENT, REGION), world.clock);
    await people.send(
      new TagResourceCommand({
        ResourceId: dev,
        Tags: [
          { Key: 'team', Value: 'odc' },
          { Key: FROZEN, Value: 'true' },
        ],
      }),
    );
    await other.account(dev);
    const reading = other.reading(dev);
    if (!reading) throw new Error('Nothing was read.');
    expect(reading).toMatchObject({ id: dev, ouPath: path(), tags: { [FROZEN]: 'true' } });
    const { tags: _, ...untagged } = reading;
    organization.learn(untagged);
    await expect(callsOfRead()).resolves.toEqual(['ListTagsForResource']);
    organization.forget(dev);
    organization.learn(reading);
    await expect(callsOfRead()).resolves.toEqual([]);
    await world.clock.jump(5 * MINUTE);
    organization.learn(reading);
    await expect(callsOfRead()).resolves.toEqual(['DescribeAccount', 'ListTagsForResource']);
  });

  it('[FC15] takes nothing that is older than what it has, and nothing that claims to be read later than now', async () => {
    await organization.account(dev);
    const old = { id: dev, name: 'dev', state: 'SUSPENDED', ouPath: [], tags: {} };
    organization.learn({ ...old, readAt: new Date(world.clock.now().getTime() - 1).toISOString() });
    await expect(organization.account(dev)).resolves.toMatchObject({ state: 'ACTIVE' });
    organization.forget(dev);
    organization.learn({ ...old, readAt: '2999-01-01T00:00:00.000Z' });
    await world.clock.jump(5 * MINUTE);
    await expect(organization.account(dev)).resolves.toMatchObject({ state: 'ACTIVE' });
  });

  it('is used by lastKnown at any age', async () => {
    await organization.account(dev);
    await world.clock.jump(60 * MINUTE);
    world.calls.length = 0;
    await expect(organization.lastKnown(dev)).resolves.toMatchObject({ name: 'dev' });
    expect(takeCalls()).toEqual([]);
    organization.forget(dev);
    await organization.lastKnown(dev);
    expect(takeCalls()).toEqual(['DescribeAccount', 'ListTagsForResource']);
  });

  it('is filled by accountWithoutTags, also with the tags, so that what is handed on is new', async () => {
    await expect(organization.accountWithoutTags(dev)).resolves.toEqual({
      id: dev,
      name: 'dev',
      state: 'ACTIVE',
      ouPath: path(),
    });
    expect(takeCalls()).toEqual(['DescribeAccount', 'ListTagsForResource']);
    expect(organization.reading(dev)).toMatchObject({ tags: {}, readAt: world.clock.now().toISOString() });
  });

  it('keeps no failed read', async () => {
    world.around.push(() => Promise.reject(new AwsError('AccessDeniedException', 'no')));
    await expect(organization.account(dev)).rejects.toThrow('AccessDeniedException');
    world.around.length = 0;
    await expect(organization.account(dev)).resolves.toMatchObject({ name: 'dev' });
  });
});

test('allAccounts reads every account with its OU path, over all pages', async () => {
  world.organizations.accountQuota = 100;
  const names = Array.from({ length: 20 }, (_, index) => `team-${index}`);
  for (const AccountName of names) {
    await people.send(new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }));
    await world.clock.jump(MINUTE);
  }
  world.calls.length = 0;
  const all = await organization.allAccounts();
  expect(takeCalls()).toEqual(['ListAccounts', 'ListAccounts']);
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['dev', 'hub', 'prod', 'staging', ...names]));
  expect(all.find(({ id }) => id === dev)).toEqual({
    ...{ id: dev, name: 'dev', state: 'ACTIVE', ouPath: path() },
    readAt: world.clock.now().toISOString(),
  });
  expect(all.map(({ id }) => id)).toContain(MANAGEMENT);
});
