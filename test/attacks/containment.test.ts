import * as ec2 from '@aws-sdk/client-ec2';
import { MEMBER } from '../../lib/names';
import { AwsError } from '../twin/wire/errors';
import { snapshot } from '../twin/snapshot';
import type { World } from '../twin/world';
import { onlyConcepts, Scene } from './scene';

let scene: Scene;
let account: string;
let restore: () => void;
beforeAll(async () => {
  const landingZone = onlyConcepts('flow-log', 'attachment', 'segment-routing', 'dhcp-options');
  // Six VPCs join in this file, of which one may leave at a time.
  scene = await Scene.build({
    ...landingZone,
    guards: { ...landingZone.guards, maxLeaves: { count: 1, percent: 100, atLeast: 0 } },
  });
  account = scene.account('dev');
  // Credentials that are issued later would be gone.
  await scene.setting.people.ec2(account);
  restore = snapshot(scene.world);
});

const announcements = (): number => scene.world.calls.filter(({ action }) => action === 'events:PutEvents').length;
const isMember = (vpcId: string): boolean => scene.world.ec2.tagsOf(vpcId, account).get(MEMBER) === 'true';
/** Refuses calls that `matches`, with the code, until the returned function is called. */
const refuse = (code: string, matches: (operation: string, input: string) => boolean): (() => void) => {
  const around: World['around'][number] = ({ operation, input }, next) => {
    if (matches(operation, JSON.stringify(input))) throw new AwsError(code, 'The request was refused by a test.');
    return next();
  };
  scene.world.around.push(around);
  return () => {
    scene.world.around.splice(scene.world.around.indexOf(around), 1);
  };
};
const untagAll = async (...vpcIds: string[]): Promise<void> => {
  const client = await scene.setting.people.ec2(account);
  await client.send(new ec2.DeleteTagsCommand({ Resources: vpcIds, Tags: [{ Key: 'wheelwright:join' }] }));
};

describe('[A7] two VPCs of an account that stop asking to join at once, of which one may leave', () => {
  let vpcs: readonly string[];
  afterAll(() => restore());
  beforeAll(async () => {
    vpcs = [await scene.joined(account, '10.1.0.0/24'), await scene.joined(account, '10.1.1.0/24')];
  });

  it('stay as they are, with their mark, and it is announced once that they are held back', async () => {
    const before = announcements();
    await untagAll(...vpcs);
    await scene.wait(15);
    expect(announcements()).toBe(before + vpcs.length);
    expect(vpcs.map((vpcId) => [scene.status(vpcId), isMember(vpcId), scene.leadTo(vpcId)])).toEqual(
      vpcs.map(() => ['joined dev', true, ['dev', 'shared']]),
    );
    expect(scene.row(vpcs[0] ?? '')).toMatchObject({
      ...{ state: 'joined', reason: 'held-back' },
      text: expect.stringContaining('would leave within an hour') as string,
    });
  });

  it('leave one after the other once one of them asks again', async () => {
    const [one = '', other = ''] = vpcs;
    await scene.tag(account, one);
    await scene.wait(30);
    // Its drain has begun: the second leave cannot hold it back.
    expect(scene.status(other)).toMatch(/^leaving until /);
    await untagAll(one);
    await scene.until(other, 'left');
    await scene.until(one, 'left');
    expect(vpcs.map((vpcId) => [scene.status(vpcId), isMember(vpcId)])).toEqual(vpcs.map(() => [undefined, false]));
  });
});

describe('[A8] a VPC whose tags are full', () => {
  afterEach(() => restore());
  it('does not join, and keeps no other VPC from joining, leaving or quarantine', async () => {
    const [leaver = '', quarantined = ''] = await scene.joinedTogether(account, '10.1.18.0/24', '10.1.28.0/24');
    const client = await scene.setting.people.ec2(account);
    const full: string[] = [];
    for (const cidr of ['10.1.8.0/24', '10.1.9.0/24']) {
      const vpcId = await scene.vpc(account, cidr);
      const Tags = Array.from({ length: 50 - (scene.world.ec2.tagsOf(vpcId, account).size + 1) }, (_, index) => ({
        Key: `team-${index}`,
        Value: 'x',
      }));
      await client.send(new ec2.CreateTagsCommand({ Resources: [vpcId], Tags }));
      await scene.tag(account, vpcId);
      full.push(vpcId);
    }
    const newcomer = await scene.joined(account, '10.1.38.0/24');
    await untagAll(leaver);
    await scene.addCidr(account, quarantined, '10.3.8.0/24');
    await scene.until(leaver, 'left');
    expect([newcomer, quarantined, ...full].map((vpcId) => scene.leadTo(vpcId))).toEqual([
      ['dev', 'shared'],
      ...[[], [], []],
    ]);
    for (const vpcId of full)
      expect(scene.row(vpcId)).toMatchObject({
        ...{ state: 'failing', reason: 'aws-quota' },
        text: 'AWS refused ec2:CreateTags: TagLimitExceeded',
      });
    await untagAll(...full);
    await scene.wait(5);
  });

  it('is quarantined and leaves like any other', async () => {
    const vpcs = await scene.joinedTogether(account, '10.1.40.0/24', '10.1.41.0/24');
    const allow = refuse(
      'TagLimitExceeded',
      (operation, input) => operation === 'CreateTags' && vpcs.some((vpcId) => input.includes(vpcId)),
    );
    for (const [index, vpcId] of vpcs.entries()) await scene.addCidr(account, vpcId, `10.2.4${index}.0/24`);
    await scene.wait(5);
    expect(vpcs.map((vpcId) => scene.leadTo(vpcId))).toEqual([[], []]);
    // One may leave at a time.
    for (const vpcId of vpcs) {
      await untagAll(vpcId);
      await scene.wait(180);
      expect(scene.attachmentOf(vpcId)).toBeUndefined();
    }
    allow();
    for (const vpcId of vpcs) await scene.until(vpcId, 'left');
  });
});

describe('[B1] calls that AWS refuses for one VPC each with a code that is in no list', () => {
  afterEach(() => restore());
  it('leave the other VPCs of the account as they are to be', async () => {
    const refusals = [
      { operation: 'CreateTransitGatewayVpcAttachment', code: 'SomethingNew' },
      { operation: 'CreateFlowLogs', code: 'UnsupportedByMoonPhase' },
      { operation: 'DescribeVpcAttribute', code: 'Unheard.Of' },
    ];
    const joined = await scene.joined(account, '10.1.48.0/24');
    const good = await scene.vpc(account, '10.1.49.0/24');
    const bad: string[] = [];
    const allowances: (() => void)[] = [];
    for (const [index, { operation: refused, code }] of refusals.entries()) {
      const vpcId = await scene.vpc(account, `10.1.${50 + index}.0/24`);
      allowances.push(refuse(code, (operation, input) => operation === refused && input.includes(vpcId)));
      await scene.tag(account, vpcId);
      bad.push(vpcId);
    }
    await scene.tag(account, good);
    await scene.until(good, 'joined');
    expect(bad.map((vpcId) => scene.row(vpcId))).toMatchObject(
      refusals.map(({ code }) => ({ state: 'failing', text: expect.stringContaining(code) as string })),
    );
    await untagAll(joined);
    await scene.until(joined, 'left');
    for (const allow of allowances) allow();
    for (const vpcId of bad) await scene.until(vpcId, 'joined');
  });
});
