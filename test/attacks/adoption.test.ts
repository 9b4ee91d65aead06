import * as ec2 from '@aws-sdk/client-ec2';
import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { GetResourceShareAssociationsCommand, RAMClient } from '@aws-sdk/client-ram';
import { OPTIONS } from '../../lib/concepts/attachment/plan';
import { DEFAULT_FORMAT } from '../../lib/concepts/flow-log/plan';
import { logBucketArn } from '../../lib/landing-zone';
import { JOIN } from '../../lib/names';
import { Scene } from './scene';

let scene: Scene;
let attacker: string;
beforeAll(async () => {
  scene = await Scene.shared();
  attacker = scene.account('dev');
});

const accountEc2 = (accountId: string) => scene.setting.people.ec2(accountId);

describe('[A9] a flow log that was made beforehand', () => {
  const logsOf = async (vpcId: string) => {
    const Filter = [{ Name: 'resource-id', Values: [vpcId] }];
    return (await (await accountEc2(attacker)).send(new ec2.DescribeFlowLogsCommand({ Filter }))).FlowLogs ?? [];
  };

  test('does not stand in for ours where it has two fields only, is Parquet, or logs rejected traffic only', async () => {
    const beforehand: readonly (readonly [string, Partial<ec2.CreateFlowLogsRequest>, readonly string[]])[] = [
      ['10.1.0.0/24', { LogFormat: '${version} ${srcaddr}' }, ['ACCEPT', 'REJECT']],
      ['10.1.1.0/24', { DestinationOptions: { FileFormat: 'parquet' } }, ['ACCEPT', 'REJECT']],
      ['10.1.2.0/24', { TrafficType: 'REJECT' }, ['ALL']],
    ];
    const vpcs: string[] = [];
    for (const [cidr, settings] of beforehand) {
      const vpcId = await scene.vpc(attacker, cidr);
      const client = await accountEc2(attacker);
      await client.send(
        new ec2.CreateFlowLogsCommand({
          ...{ ResourceType: 'VPC', ResourceIds: [vpcId], TrafficType: 'ALL', LogDestinationType: 's3' },
          LogDestination: logBucketArn(scene.setting.landingZone),
          ...settings,
        }),
      );
      vpcs.push(vpcId);
    }
    for (const vpcId of vpcs) await scene.tag(attacker, vpcId);
    for (const vpcId of vpcs) await scene.until(vpcId, 'joined');
    for (const [index, [, , expected]] of beforehand.entries()) {
      const ours = (await logsOf(vpcs[index] ?? '')).filter(({ Tags = [] }) => Tags.length > 0);
      expect(ours.map(({ TrafficType }) => TrafficType).sort()).toEqual(expected);
      for (const log of ours) expect(log.LogFormat).toBe(DEFAULT_FORMAT);
    }
  });
});

describe('[A17] an attachment that was made by hand', () => {
  test.each([
    ['10.1.4.0/24', { Ipv6Support: 'enable' }],
    ['10.1.5.0/24', { ApplianceModeSupport: 'enable', DnsSupport: 'disable' }],
  ] as const)('has our options before anything of it is propagated (%s, %j)', async (cidr, options) => {
    const vpcId = await scene.vpc(attacker, cidr);
    const attachmentId = await scene.attachByHand(attacker, vpcId, options);
    const since = scene.world.calls.length;
    await scene.tag(attacker, vpcId);
    await scene.until(vpcId, 'joined');
    const { TransitGatewayVpcAttachments: found } = await scene.hubEc2.send(
      new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: [attachmentId] }),
    );
    expect(found).toMatchObject([{ Options: OPTIONS }]);
    const actions = scene.world.calls.slice(since).map(({ action }) => action);
    const modified = actions.indexOf('ec2:ModifyTransitGatewayVpcAttachment');
    expect(modified).toBeGreaterThan(-1);
    expect(modified).toBeLessThan(actions.indexOf('ec2:AssociateTransitGatewayRouteTable'));
    expect(modified).toBeLessThan(actions.indexOf('ec2:EnableTransitGatewayRouteTablePropagation'));
  });
});

/** The calls that write records, notices and messages. */
const WRITERS = new Set(['PutItem', 'TransactWriteItems', 'UpdateItem', 'PutEvents', 'SendMessage']);

describe('[A18] characters that are not seen', () => {
  test.each([
    ['tr\u200bue', 'tr�ue'],
    ['\u202enikliw\n\u001b[2J', '�nikliw �[2J'],
  ])('enter neither the status of a VPC nor its record, log lines and notices: %j', async (value, clean) => {
    const written: string[] = [];
    scene.world.functions.onLog = (line) => written.push(line);
    scene.world.around.push(({ operation, input }, next) => {
      if (WRITERS.has(operation)) written.push(JSON.stringify(input));
      return next();
    });
    const vpcId = await scene.vpc(attacker, '10.1.6.0/24');
    await scene.tag(attacker, vpcId, value);
    await scene.until(vpcId, 'refused');
    const because = `the tag ${JOIN} is "${clean}", expected "true" or one of the segments dev; correct the tag`;
    expect(scene.status(vpcId)).toBe(`refused ${because}`);
    expect(scene.row(vpcId)).toMatchObject({ text: because });
    scene.world.around.pop();
    scene.world.functions.onLog = () => undefined;
    // A log line, the record and the notice.
    expect(written.filter((text) => text.includes(clean))).toHaveLength(3);
    const unseen = [...new Set(value)].filter((character) => !clean.includes(character));
    const spellings = unseen.flatMap((character) => [character, JSON.stringify(character).slice(1, -1)]);
    expect(written.filter((text) => spellings.some((spelling) => text.includes(spelling)))).toEqual([]);
  });
});

describe('[A10] attachments that were made by hand and never accepted', () => {
  const isPrincipal = async (accountId: string): Promise<boolean> => {
    const { landingZone, hub } = scene.setting;
    const { accountId: hubId, region } = landingZone.hub;
    const ram = new RAMClient(scene.world.config(scene.world.administrator(hubId), region));
    const { resourceShareAssociations: found = [] } = await ram.send(
      new GetResourceShareAssociationsCommand({
        ...{ associationType: 'PRINCIPAL', principal: accountId, resourceShareArns: [...hub.resourceShareArns] },
      }),
    );
    return found.some(({ status }) => status !== 'DISASSOCIATED');
  };
  const leave: Record<string, (accountId: string) => Promise<unknown>> = {
    'is moved to an OU without a segment': (accountId) => {
      const { organizationalUnits } = scene.setting.organization;
      const [from = '', to = ''] = [organizationalUnits['Workloads/Dev'], organizationalUnits['Suspended']];
      return scene.setting.people.move(accountId, from, to);
    },
    // AWS deletes the stacks with our roles later.
    'is moved there, and still has our roles': async (accountId) => {
      const sets = scene.world.cloudformation.all();
      for (const set of sets) set.autoDeployment = { ...set.autoDeployment, enabled: false };
      await leave['is moved to an OU without a segment']?.(accountId);
      for (const set of sets) set.autoDeployment = { ...set.autoDeployment, enabled: true };
    },
    'is closed': (AccountId) => scene.setting.people.organizations.send(new CloseAccountCommand({ AccountId })),
  };

  test('keep no share of an account that is moved to an OU without a segment, also while it has our roles, or closed, and are rejected', async () => {
    const accounts: { how: string; accountId: string; member: string; pending: readonly string[] }[] = [];
    for (const [how, name, third] of [
      ['is moved to an OU without a segment', 'dev-moved', 16],
      ['is moved there, and still has our roles', 'dev-late', 48],
      ['is closed', 'dev-shut', 32],
    ] as const) {
      const accountId = await scene.secondDev(name);
      const member = await scene.joined(accountId, `10.1.${third}.0/24`);
      const pending: string[] = [];
      for (const offset of [1, 2, 3, 4]) {
        const vpcId = await scene.vpc(accountId, `10.1.${third + offset}.0/24`);
        await scene.attachByHand(accountId, vpcId, { Ipv6Support: 'enable' });
        pending.push(vpcId);
      }
      accounts.push({ how, accountId, member, pending });
    }
    const stays = await scene.vpc(attacker, '10.1.64.0/24');
    await scene.attachByHand(attacker, stays);
    for (const { how, accountId } of accounts) await leave[how]?.(accountId);
    await scene.wait(30);
    await scene.sweep();
    for (const { accountId, member, pending } of accounts) {
      const states = [member, ...pending].map((vpcId) => scene.attachmentOf(vpcId)?.state ?? 'deleted');
      expect(states).toEqual(['deleted', ...pending.map(() => 'rejected')]);
      expect(await isPrincipal(accountId)).toBe(false);
    }
    // The account of this one stays.
    expect(scene.attachmentOf(stays)?.state).toBe('pendingAcceptance');
  });
});
