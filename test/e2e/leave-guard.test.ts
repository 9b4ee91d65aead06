import * as dynamodb from '@aws-sdk/client-dynamodb';
import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { ADMISSIONS_TABLE } from '../../lib/names';
import { Scene, onlyConcepts } from '../attacks/scene';

const HOUR = 60;
const JOINED = ['dev', 'shared'];

/** The functions read it anew in each call: a test changes it as a deployment would. */
const config = structuredClone(onlyConcepts('attachment', 'segment-routing'));
let scene: Scene;
let ranges = 0;
const nextCidr = (): string => `10.1.${ranges++}.0/24`;
beforeAll(async () => {
  scene = await Scene.build(config);
  scene.world.organizations.accountQuota = 50;
});

let accounts = 0;
interface Joined {
  readonly account: string;
  readonly vpcId: string;
}
/** VPCs that have joined, each pair in an account of its own. */
async function joined(count: number): Promise<readonly Joined[]> {
  const found: Joined[] = [];
  while (found.length < count) {
    const account = await scene.secondDev(`guarded-${++accounts}`);
    const pair = await scene.joinedTogether(account, nextCidr(), nextCidr());
    found.push(...pair.map((vpcId) => ({ account, vpcId })));
  }
  return found;
}
const leadTo = (vpcs: readonly Joined[]) => vpcs.map(({ vpcId }) => scene.leadTo(vpcId));
const close = (AccountId: string) => scene.setting.people.organizations.send(new CloseAccountCommand({ AccountId }));
/** The plan that a VPC's record names for an operator to confirm. */
const planIn = (vpcId: string): string => /confirms plan ([0-9a-f]{16})/.exec(scene.row(vpcId)?.text ?? '')?.[1] ?? '';
/** What docs/operations.md tells an operator to do. */
const confirm = (plan: string) =>
  scene.dynamo.send(
    new dynamodb.PutItemCommand({
      TableName: ADMISSIONS_TABLE,
      Item: {
        pk: { S: 'leaves' },
        sk: { S: 'confirmation' },
        record: { S: JSON.stringify({ plan, by: 'an operator' }) },
      },
    }),
  );

test('[D15] VPCs of accounts that are closed together leave at once, however small the mesh is', async () => {
  const vpcs = await joined(4);
  for (const account of new Set(vpcs.map((each) => each.account))) await close(account);
  await scene.wait(30);
  expect(leadTo(vpcs)).toEqual([[], [], [], []]);
});

test('[D15] VPCs of several accounts that lose their tags within an hour wait together, until enough of them stay', async () => {
  const vpcs = await joined(4);
  const last = vpcs.at(-1) ?? { account: '', vpcId: '' };
  for (const { account, vpcId } of vpcs.slice(0, 2)) await scene.untag(account, vpcId);
  await scene.wait(10);
  expect(leadTo(vpcs)).toEqual([[], [], JOINED, JOINED]);
  for (const { account, vpcId } of vpcs.slice(2)) await scene.untag(account, vpcId);
  await scene.wait(20);
  expect(leadTo(vpcs)).toEqual([[], [], JOINED, JOINED]);
  expect(scene.row(last.vpcId)).toMatchObject({ state: 'joined', reason: 'held-back' });
  await scene.tag(last.account, last.vpcId);
  await scene.wait(10);
  expect(leadTo(vpcs)).toEqual([[], [], [], JOINED]);
  // The leaves of an hour ago count no more.
  await scene.untag(last.account, last.vpcId);
  await scene.wait(70);
  expect(leadTo(vpcs)).toEqual([[], [], [], []]);
});

describe('[D15] a config that loses the OU of all VPCs', () => {
  let vpcs: readonly Joined[];
  let closed: readonly Joined[];
  beforeAll(async () => {
    // Leaves of the hour before would count, and hold back what the sweep has to.
    await scene.wait(HOUR);
    vpcs = await joined(6);
    closed = await joined(2);
    const { dev } = config.segments;
    if (dev) dev.organizationalUnits = [];
    await scene.sweep();
    await scene.wait(1.5 * HOUR);
    await scene.sweep();
    await scene.wait(10);
  });

  it('takes none of them out, also not one by one with time and with events', async () => {
    const [one] = vpcs;
    if (one) await scene.addCidr(one.account, one.vpcId, nextCidr());
    await scene.wait(10);
    expect(leadTo([...vpcs, ...closed])).toEqual([...vpcs, ...closed].map(() => JOINED));
    expect(scene.row(one?.vpcId ?? '')).toMatchObject({
      state: 'joined',
      reason: 'held-back',
      text: expect.stringContaining('8 of the 8 VPCs in the mesh would leave within an hour') as string,
    });
  });

  it('does not keep the path of an account that is closed meanwhile', async () => {
    for (const account of new Set(closed.map((each) => each.account))) await close(account);
    await scene.wait(30);
    expect(leadTo(closed)).toEqual([[], []]);
    expect(leadTo(vpcs)).toEqual(vpcs.map(() => JOINED));
  });

  it('takes them out once an operator has confirmed exactly this plan', async () => {
    const [one] = vpcs;
    await confirm('0123456789abcdef');
    await scene.wait(20);
    expect(leadTo(vpcs)).toEqual(vpcs.map(() => JOINED));
    expect(scene.row(one?.vpcId ?? '')?.text).toContain('0123456789abcdef, is another one');
    await confirm(planIn(one?.vpcId ?? ''));
    await scene.wait(30);
    expect(leadTo(vpcs)).toEqual(vpcs.map(() => []));
  });
});
