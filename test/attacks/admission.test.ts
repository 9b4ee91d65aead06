import * as ec2 from '@aws-sdk/client-ec2';
import { MEMBER } from '../../lib/names';
import { snapshot } from '../twin/snapshot';
import { onlyConcepts, Scene } from './scene';

let scene: Scene;
let attacker: string;
let victim: string;
let restore: () => void;
beforeAll(async () => {
  scene = await Scene.shared(onlyConcepts('attachment', 'segment-routing'));
  attacker = scene.account('dev');
  victim = await scene.secondDev();
  // Credentials that are issued later are gone with each test.
  for (const account of [attacker, victim]) await scene.setting.people.ec2(account);
  restore = snapshot(scene.world);
});
afterEach(() => restore());

/** Two inputs of each attack: the range that the attacker wants, and the victim's range. */
test('[A1] a VPC that was attached by hand first does not displace one that joined later', async () => {
  const attacks = [
    { evil: '10.1.0.0/22', good: '10.1.0.0/22' },
    { evil: '10.1.8.0/22', good: '10.1.10.0/24' },
  ];
  const early: string[] = [];
  for (const { evil } of attacks) {
    const vpcId = await scene.vpc(attacker, evil);
    await scene.attachByHand(attacker, vpcId);
    early.push(vpcId);
  }
  const live = await scene.joinedTogether(victim, ...attacks.map(({ good }) => good));
  for (const vpcId of early) await scene.tag(attacker, vpcId);
  await scene.wait(20);
  await scene.sweep();
  for (const vpcId of live)
    expect([scene.status(vpcId), scene.leadTo(vpcId)]).toEqual(['joined dev', ['dev', 'shared']]);
  expect(early.map((vpcId) => [scene.status(vpcId), scene.leadTo(vpcId), scene.attachmentOf(vpcId)?.state])).toEqual(
    attacks.map(({ evil }) => [
      `refused CIDR ${evil} is taken in segment dev; create a VPC with a free CIDR`,
      [],
      'pendingAcceptance',
    ]),
  );
});

test('[A2] a member that adds the range of a later member loses its path, not the later one', async () => {
  const attacks = [
    { own: '10.1.16.0/24', added: '10.1.17.0/24', good: '10.1.17.0/24' },
    { own: '10.1.18.0/24', added: '10.1.20.0/23', good: '10.1.20.0/22' },
  ];
  const members = await scene.joinedTogether(attacker, ...attacks.map(({ own }) => own));
  const live = await scene.joinedTogether(victim, ...attacks.map(({ good }) => good));
  for (const [index, { added }] of attacks.entries()) await scene.addCidr(attacker, members[index] ?? '', added);
  await scene.wait(5);
  for (const vpcId of members)
    expect([scene.status(vpcId), scene.leadTo(vpcId)]).toEqual([
      expect.stringMatching(/^quarantined dev: CIDR \S+ is taken/),
      [],
    ]);
  for (const vpcId of live)
    expect([scene.status(vpcId), scene.leadTo(vpcId)]).toEqual(['joined dev', ['dev', 'shared']]);
});

describe('[A3] an attachment that operators made by hand', () => {
  const acceptByHand = async (vpcId: string, propagate: boolean): Promise<void> => {
    const TransitGatewayAttachmentId = await scene.attachByHand(victim, vpcId);
    const TransitGatewayRouteTableId = scene.setting.hub.routeTableIds['dev'];
    await scene.hubEc2.send(new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
    await scene.wait(5);
    const route = { TransitGatewayRouteTableId, TransitGatewayAttachmentId };
    await scene.hubEc2.send(new ec2.AssociateTransitGatewayRouteTableCommand(route));
    if (propagate) await scene.hubEc2.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(route));
    await scene.wait(2);
  };

  it('keeps its range from a VPC that would join with a part of it, or with more', async () => {
    const attacks = [
      { live: '10.1.32.0/22', wanted: '10.1.33.0/24' },
      { live: '10.1.36.0/24', wanted: '10.1.36.0/22' },
    ];
    const foreign: string[] = [];
    const newcomers: string[] = [];
    for (const { live, wanted } of attacks) {
      const vpcId = await scene.vpc(victim, live);
      await acceptByHand(vpcId, true);
      foreign.push(vpcId);
      newcomers.push(await scene.vpc(attacker, wanted));
    }
    for (const vpcId of newcomers) await scene.tag(attacker, vpcId);
    await scene.wait(10);
    expect(newcomers.map((vpcId) => [scene.status(vpcId), scene.leadTo(vpcId)])).toEqual(
      attacks.map(({ wanted }) => [
        `refused CIDR ${wanted} is taken in segment dev; create a VPC with a free CIDR`,
        [],
      ]),
    );
    expect(foreign.map((vpcId) => scene.leadTo(vpcId))).toEqual([['dev'], ['dev']]);
    // Its own VPC may join with it.
    for (const vpcId of foreign) await scene.tag(victim, vpcId);
    for (const vpcId of foreign) await scene.until(vpcId, 'joined');
    expect(foreign.map((vpcId) => scene.status(vpcId))).toEqual(['joined dev', 'joined dev']);
  });

  it('reserves nothing without a propagation, or while it is pending', async () => {
    await acceptByHand(await scene.vpc(victim, '10.1.40.0/24'), false);
    await scene.attachByHand(victim, await scene.vpc(victim, '10.1.41.0/24'));
    for (const cidr of ['10.1.40.0/24', '10.1.41.0/24'])
      expect(scene.leadTo(await scene.joined(attacker, cidr))).toEqual(['dev', 'shared']);
  });

  it('whose propagation shows no route makes only newcomers wait', async () => {
    const live = await scene.joined(attacker, '10.1.44.0/24');
    const hidden = await scene.vpc(victim, '10.1.44.0/24');
    await acceptByHand(hidden, true);
    const newcomer = await scene.vpc(attacker, '10.1.45.0/24');
    await scene.tag(attacker, newcomer);
    await scene.wait(10);
    expect(scene.row(newcomer)).toMatchObject({
      state: 'asked',
      detail: expect.stringContaining('shows no route') as string,
    });
    expect([scene.leadTo(live), scene.leadTo(newcomer)]).toEqual([['dev', 'shared'], []]);
    await scene.hubEc2.send(
      new ec2.DeleteTransitGatewayVpcAttachmentCommand({
        TransitGatewayAttachmentId: scene.attachmentOf(hidden)?.attachmentId,
      }),
    );
    await scene.until(newcomer, 'joined');
  });
});

test('[A6] a joined VPC with a tag value that names no segment ("bogus", "TRUE", "") is still judged and repaired', async () => {
  const attacks = [
    { value: 'bogus', own: '10.1.48.0/24', added: '10.3.48.0/24' },
    { value: 'TRUE', own: '10.1.49.0/24', added: '10.2.49.0/24' },
    { value: '', own: '10.1.50.0/24', added: '10.3.50.0/24' },
  ];
  const vpcs = await scene.joinedTogether(attacker, ...attacks.map(({ own }) => own));
  for (const [index, vpcId] of vpcs.entries()) {
    await scene.tag(attacker, vpcId, attacks[index]?.value);
    await scene.hubEc2.send(
      new ec2.DisableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayRouteTableId: scene.setting.hub.routeTableIds['dev'],
        TransitGatewayAttachmentId: scene.attachmentOf(vpcId)?.attachmentId,
      }),
    );
  }
  await scene.wait(10);
  for (const vpcId of vpcs) expect(scene.leadTo(vpcId)).toEqual(['dev', 'shared']);
  for (const [index, vpcId] of vpcs.entries()) await scene.addCidr(attacker, vpcId, attacks[index]?.added ?? '');
  await scene.wait(5);
  for (const vpcId of vpcs)
    expect([scene.status(vpcId), scene.leadTo(vpcId)]).toEqual([
      expect.stringMatching(/^quarantined dev: CIDR \S+ lies outside the range/),
      [],
    ]);
});

test('[A12] a VPC cannot take most of its segment', async () => {
  for (const cidr of ['10.1.128.0/17', '10.1.0.0/16']) {
    const vpcId = await scene.vpc(attacker, cidr);
    await scene.tag(attacker, vpcId);
    await scene.wait(5);
    expect(scene.status(vpcId)).toMatch(
      /^refused CIDR .* exceed a \/18, the most that one VPC may have in segment dev/,
    );
  }
});

test('[A19] a refusal names no other account, VPC or CIDR to the team', async () => {
  const taken = '10.1.60.0/23';
  const other = await scene.joined(victim, taken);
  for (const cidr of ['10.1.60.0/24', '10.1.60.128/25']) {
    const vpcId = await scene.vpc(attacker, cidr);
    await scene.tag(attacker, vpcId);
    await scene.wait(5);
    expect(scene.status(vpcId)).toBe(`refused CIDR ${cidr} is taken in segment dev; create a VPC with a free CIDR`);
    expect(scene.row(vpcId)?.detail).toContain(`overlaps ${taken} of VPC ${other} in account ${victim}`);
  }
});

describe('[B8] a VPC that was refused for a range', () => {
  it('joins once the VPC that has it leaves', async () => {
    const first = await scene.joined(victim, '10.1.64.0/22');
    const second = await scene.vpc(attacker, '10.1.66.0/24');
    await scene.tag(attacker, second);
    await scene.until(second, 'refused');
    await scene.untag(victim, first);
    await scene.until(first, 'left');
    await scene.wait(6);
    expect([scene.leadTo(first), scene.leadTo(second)]).toEqual([[], ['dev', 'shared']]);
  });

  it('joins once the account that has it is closed', async () => {
    const closed = await scene.secondDev('dev-closed');
    const first = await scene.joined(closed, '10.1.68.0/24');
    const second = await scene.vpc(attacker, '10.1.68.0/24');
    await scene.tag(attacker, second);
    await scene.until(second, 'refused');
    await scene.setting.people.move(
      closed,
      scene.setting.organization.organizationalUnits['Workloads/Dev'] ?? '',
      scene.setting.organization.rootId,
    );
    await scene.until(first, 'left');
    await scene.wait(6);
    expect([scene.leadTo(first), scene.leadTo(second)]).toEqual([[], ['dev', 'shared']]);
  });
});

describe('the admission records', () => {
  it('are made again from the tags of attachments, and no other VPC gets an admitted range meanwhile', async () => {
    const live = await scene.joined(victim, '10.1.72.0/22');
    await scene.loseAdmissions();
    const newcomer = await scene.vpc(attacker, '10.1.73.0/24');
    await scene.tag(attacker, newcomer);
    await scene.until(newcomer, 'refused');
    await scene.sweep();
    await scene.loseHubTag(live, 'wheelwright:cidrs');
    await scene.sweep();
    expect([scene.leadTo(live), scene.leadTo(newcomer)]).toEqual([['dev', 'shared'], []]);
    expect(scene.attachmentOf(live) && scene.status(live)).toBe('joined dev');
  });

  it('may be lost together with the tags: no VPC joins with such a range, and no VPC is taken out', async () => {
    const live = await scene.joined(victim, '10.1.76.0/22');
    await scene.loseAdmissions();
    await scene.loseHubTag(live, 'wheelwright:cidrs');
    await scene.loseHubTag(live, 'wheelwright:managed');
    const newcomer = await scene.vpc(attacker, '10.1.77.0/24');
    await scene.tag(attacker, newcomer);
    await scene.wait(10);
    await scene.sweep();
    expect([scene.status(live), scene.leadTo(live)]).toEqual(['joined dev', ['dev', 'shared']]);
    expect(scene.leadTo(newcomer)).toEqual([]);
  });

  it('of 0.1.0, which has tags on attachments and no other mark, are imported, the older attachment first', async () => {
    const older = await scene.joined(victim, '10.1.80.0/24');
    const client = await scene.setting.people.ec2(victim);
    await client.send(new ec2.DeleteTagsCommand({ Resources: [older], Tags: [{ Key: MEMBER }] }));
    await scene.loseAdmissions();
    await scene.sweep();
    expect([scene.status(older), scene.leadTo(older)]).toEqual(['joined dev', ['dev', 'shared']]);
    const { Tags } = (await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [older] }))).Vpcs?.[0] ?? {};
    expect(Tags).toContainEqual({ Key: MEMBER, Value: 'true' });
    const late = await scene.vpc(attacker, '10.1.80.0/24');
    await scene.tag(attacker, late);
    await scene.until(late, 'refused');
  });
});
