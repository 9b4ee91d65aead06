import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { GetResourceShareAssociationsCommand, RAMClient } from '@aws-sdk/client-ram';
import { LEDGER_TABLE } from '../../lib/names';
import { snapshot } from '../twin/snapshot';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;

let setting: EnrolledWorld;
let restore: () => void;
/** Events on the outbound bus. */
const notices: { type: string | undefined; detail: Record<string, unknown> }[] = [];
beforeAll(async () => {
  setting = await sharedOrganization(smallLandingZone());
  setting.world.around.push((invocation, next) => {
    if (invocation.service.iamPrefix === 'events' && invocation.operation === 'PutEvents')
      for (const { DetailType, Detail = '{}' } of (invocation.input as PutEventsCommandInput).Entries ?? [])
        notices.push({ type: DetailType, detail: JSON.parse(Detail) as Record<string, unknown> });
    return next();
  });
  restore = snapshot(setting.world);
});
afterEach(() => restore());

const hubConfig = () => {
  const { world, landingZone } = setting;
  return world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region);
};

async function recordOf(accountId: string): Promise<{ readonly state?: string; readonly text?: string }> {
  const Key = { pk: { S: `${accountId}/${setting.landingZone.hub.region}` }, sk: { S: accountId } };
  const { Item } = await new DynamoDBClient(hubConfig()).send(new GetItemCommand({ TableName: LEDGER_TABLE, Key }));
  return Object.fromEntries(Object.entries(Item ?? {}).map(([name, { S = '' }]) => [name, S]));
}

async function isShared(principal: string): Promise<boolean> {
  const { resourceShareAssociations } = await new RAMClient(hubConfig()).send(
    new GetResourceShareAssociationsCommand({ associationType: 'PRINCIPAL', principal }),
  );
  return (resourceShareAssociations ?? []).some(({ status }) => status !== 'DISASSOCIATED');
}

interface Role {
  readonly path?: string;
  readonly name: string;
}

/** A new account with a role that it had before. */
async function accountWith(name: string, role: Role): Promise<string> {
  const accountId = await setting.people.createAccount(name);
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  setting.world.iam.putRole({
    ...{ ...role, accountId, attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    trust: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
    }),
  });
  return accountId;
}

/** Accounts come under the OU of `dev`. */
async function arrive(...accountIds: readonly string[]): Promise<void> {
  const { people, world, landingZone } = setting;
  const unit = landingZone.segments['dev']?.organizationalUnits[0] ?? '';
  for (const accountId of accountIds) await people.move(accountId, landingZone.organization.rootId, unit);
  await world.clock.jump(30 * MINUTE);
}

async function arrives(name: string, role: Role): Promise<string> {
  const accountId = await accountWith(name, role);
  await arrive(accountId);
  return accountId;
}

describe('[A15] an account that brings along', () => {
  const brought: readonly (readonly [what: string, role: Role, reason: string])[] = [
    ['a role that the policies would exempt', { name: 'stacksets-exec-backdoor' }, 'role/stacksets-exec-backdoor'],
    [
      'a role under a path that they would exempt',
      { path: '/stacksets-exec-a/', name: 'admin' },
      'stacksets-exec-a/admin',
    ],
    ['a role of a name of ours, in another case', { name: 'WHEELWRIGHT-SPOKE-JOIN' }, 'already exists'],
    ['a role of a name of ours, under a path', { path: '/x/', name: 'wheelwright-spoke-enroll' }, 'already exists'],
    ["the forwarder's name", { name: 'wheelwright-forwarder' }, 'already exists'],
  ];
  const look = async (accountId: string) => ({
    record: await recordOf(accountId),
    shared: await isShared(accountId),
    notices: notices.filter(({ detail }) => detail['accountId'] === accountId),
  });
  type Look = Awaited<ReturnType<typeof look>>;
  const seen = new Map<string, { readonly accountId: string; readonly first: Look; readonly afterSweep: Look }>();
  beforeAll(async () => {
    const { world } = setting;
    world.organizations.accountQuota = 20;
    const accountIds: string[] = [];
    for (const [index, [, role]] of brought.entries()) accountIds.push(await accountWith(`account-${index}`, role));
    await arrive(...accountIds);
    const first: Look[] = [];
    for (const accountId of accountIds) first.push(await look(accountId));
    await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await world.clock.jump(30 * MINUTE);
    for (const [index, [what]] of brought.entries()) {
      const [accountId = '', before] = [accountIds[index], first[index]];
      if (before) seen.set(what, { accountId, first: before, afterSweep: await look(accountId) });
    }
  });

  it.each(brought)('%s is refused: nothing is shared, and a notice is published', (what, _role, reason) => {
    const { accountId, first, afterSweep } = seen.get(what) ?? {};
    const because = expect.stringContaining(reason) as string;
    expect(first).toMatchObject({ record: { state: 'refused', text: because }, shared: false });
    expect(first?.notices).toEqual([
      { type: 'Account Refused', detail: expect.objectContaining({ accountId, because }) as object },
    ]);
    expect(afterSweep).toMatchObject({ record: { state: 'refused' }, shared: false });
  });
});

test('[A15] once the role of a name of ours is gone, the next sweep an hour later enrols the account', async () => {
  const { world } = setting;
  const accountId = await arrives('repaired', { name: 'wheelwright-SPOKE-grant-pull' });
  // Otherwise nothing would have to be repaired.
  expect(await recordOf(accountId)).toMatchObject({
    state: 'refused',
    text: expect.stringContaining('already exists') as string,
  });
  const planted = world.iam.roleNamed(accountId, 'wheelwright-spoke-grant-pull');
  if (planted) world.iam.removeRole(planted);
  await world.clock.jump(61 * MINUTE);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(30 * MINUTE);
  expect(await recordOf(accountId)).toMatchObject({ state: 'joined' });
  expect(await isShared(accountId)).toBe(true);
});

test('an account with roles of its own is enrolled', async () => {
  const accountId = await arrives('ordinary', { path: '/ops/', name: 'my-stacksets-exec-reader' });
  expect(await recordOf(accountId)).toMatchObject({ state: 'joined' });
  expect(await isShared(accountId)).toBe(true);
});
