import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { attachment } from '../../lib/concepts/attachment';
import { OPTIONS, diff, type Actual, type Change, type Desired } from '../../lib/concepts/attachment/plan';
import { step } from '../../lib/reconcile/step';
import type { Bench, BenchVpc } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws, type Scenario } from './harness';

const TGW = 'tgw-hub';
const TAGS = { Name: 'wheelwright', 'wheelwright:managed': 'true', 'wheelwright:cidrs': '10.1.0.0/22' };
const ATTACH = 'ec2:CreateTransitGatewayVpcAttachment';
const ACCEPT = ['ec2:CreateTags', 'ec2:AcceptTransitGatewayVpcAttachment'];
const MODIFY = 'ec2:ModifyTransitGatewayVpcAttachment';
/** What a team may set on an attachment of its own. */
const HAND_MADE = [
  { Ipv6Support: 'enable', DnsSupport: 'disable' },
  { ApplianceModeSupport: 'enable', SecurityGroupReferencingSupport: 'enable' },
] as const;
const DETACH = 'ec2:DeleteTransitGatewayVpcAttachment';
const IDS = ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'];

const desired = fc.record<Desired>({
  attached: fc.boolean(),
  transitGatewayId: fc.constant(TGW),
  subnetIds: fc.subarray(IDS, { minLength: 1 }),
  hubMs: fc.constant(400),
  tags: fc.constant(TAGS),
});
const found = fc.record({
  attachmentId: fc.constant('tgw-attach-1'),
  vpcId: fc.constant('vpc-1'),
  accountId: fc.constant('200000000003'),
  state: fc.constantFrom('pendingAcceptance', 'pending', 'available', 'modifying', 'deleting'),
  subnetIds: fc.shuffledSubarray(IDS, { minLength: 1 }),
  options: fc.record({
    ApplianceModeSupport: fc.constantFrom('enable', 'disable'),
    DnsSupport: fc.constantFrom('enable', 'disable'),
    Ipv6Support: fc.constantFrom('enable', 'disable'),
    SecurityGroupReferencingSupport: fc.constantFrom('enable', 'disable'),
  }),
  createdAt: fc.constant(new Date(0)),
  tags: fc.constantFrom({}, TAGS, { ...TAGS, 'wheelwright:cidrs': '10.1.4.0/22', team: 'own' }),
});
/** Two zones with two subnets each. */
const zones = { 'subnet-a': 'a', 'subnet-b': 'b', 'subnet-c': 'a', 'subnet-d': 'b' };
const actualOf = (one: Actual['attachment']): Actual => ({
  vpcId: 'vpc-1',
  zones,
  ...(one ? { attachment: one } : {}),
});

describe('attachment', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({ desired, actual: fc.option(found, { nil: undefined }).map(actualOf) }),
    inSync: fc.record({ desired, found }).map(({ desired: wanted, found: one }) => {
      const tags = { ...one.tags, ...TAGS };
      const right = { ...one, tags, state: 'available', subnetIds: wanted.subnetIds.toReversed(), options: OPTIONS };
      return { desired: wanted, actual: actualOf(wanted.attached ? right : undefined) };
    }),
    shuffled: ({ attachment: one }, shuffle) => actualOf(one && { ...one, subnetIds: shuffle(one.subnetIds) }),
    touched: (change) => (change.what === 'attach' ? [change.transitGatewayId] : [change.attachmentId]),
    touchable: ({ actual }) => [TGW, actual.attachment?.attachmentId ?? ''],
    applied({ attachment: now }, change) {
      if (change.what === 'attach') {
        if (now) throw new Error('DuplicateTransitGatewayAttachment');
        const base = { vpcId: change.key, accountId: '200000000003', subnetIds: change.subnetIds };
        const attachmentId = 'tgw-attach-2';
        const made = { ...base, attachmentId, options: OPTIONS, createdAt: new Date(1), tags: {} };
        return actualOf({ ...made, state: 'initiatingRequest' });
      }
      if (now?.attachmentId !== change.attachmentId) throw new Error('InvalidTransitGatewayAttachmentID.NotFound');
      switch (change.what) {
        case 'tag':
          return actualOf({ ...now, tags: { ...now.tags, ...change.tags } });
        case 'accept':
          if (now.state !== 'pendingAcceptance') throw new Error('IncorrectState');
          return actualOf({ ...now, state: 'pending' });
        case 'detach':
          return actualOf({ ...now, state: 'deleting' });
        case 'reject':
          if (now.state !== 'pendingAcceptance') throw new Error('IncorrectState');
          return actualOf({ ...now, state: 'rejecting' });
        case 'options':
          if (now.state !== 'available') throw new Error('IncorrectState');
          return actualOf({ ...now, options: { ...now.options, ...change.options }, state: 'modifying' });
        case 'subnets': {
          if (now.state !== 'available') throw new Error('IncorrectState');
          const subnetIds = [...now.subnetIds, ...change.add].filter((id) => !change.remove.includes(id));
          if (subnetIds.length === 0) throw new Error('InsufficientSubnetsException');
          return actualOf({ ...now, subnetIds, state: 'modifying' });
        }
      }
    },
    settled({ attachment: now }) {
      if (!now || ['deleting', 'rejecting'].includes(now.state)) return actualOf(undefined);
      if (now.state === 'initiatingRequest') return actualOf({ ...now, state: 'pendingAcceptance' });
      return actualOf(now.state === 'pendingAcceptance' ? now : { ...now, state: 'available' });
    },
  });

  test.each([
    { Ipv6Support: 'enable' },
    { Ipv6Support: 'enable', ApplianceModeSupport: 'enable' },
    { DnsSupport: 'disable' },
  ])('[A17] the change of %j ends with a wait, so that nothing is propagated before it is done', (options) => {
    const one = { attachmentId: 'tgw-attach-1', vpcId: 'vpc-1', accountId: '200000000003', createdAt: new Date(0) };
    const found = {
      ...one,
      state: 'available',
      subnetIds: ['subnet-a'],
      tags: TAGS,
      options: { ...OPTIONS, ...options },
    };
    const wanted = { attached: true, transitGatewayId: TGW, subnetIds: ['subnet-b'], hubMs: 400, tags: TAGS };
    expect(diff({ desired: wanted, actual: actualOf(found) })).toMatchObject([
      {
        what: 'options',
        options: Object.fromEntries(Object.keys(options).map((name) => [name, OPTIONS[name as keyof typeof OPTIONS]])),
        wait: { retryAfterSeconds: 10 },
      },
    ]);
  });

  const concept = step(attachment);
  const joins = ({ vpcId, cidr, subnetIds }: BenchVpc) => joining(vpcId, { cidrs: [cidr], subnetIds });
  const attachments = async (bench: Bench, vpcId: string, account = 'hub') => {
    const Filters = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'state', Values: ['available'] },
    ];
    const { TransitGatewayVpcAttachments = [] } = await bench
      .ec2(account)
      .send(new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ Filters }));
    return TransitGatewayVpcAttachments.map((each) => ({ ...each, SubnetIds: each.SubnetIds?.toSorted() }));
  };
  const attach = async (
    bench: Bench,
    { vpcId, subnetIds }: BenchVpc,
    TransitGatewayId: string,
    Options?: ec2.CreateTransitGatewayVpcAttachmentRequestOptions,
  ) => {
    const request = { TransitGatewayId, VpcId: vpcId, SubnetIds: [...subnetIds], Options };
    await bench.ec2().send(new ec2.CreateTransitGatewayVpcAttachmentCommand(request));
    await bench.world.clock.jump(120_000);
  };

  testTwinLaws(concept, [
    {
      name: 'a VPC is attached, tagged by the hub and accepted',
      writes: [ATTACH, ...ACCEPT],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        const tags = [
          { Key: 'wheelwright:cidrs', Value: vpc.cidr },
          { Key: 'wheelwright:managed', Value: 'true' },
        ];
        return {
          target: joins(vpc),
          check: async () =>
            expect(await attachments(bench, vpc.vpcId)).toMatchObject([
              { SubnetIds: vpc.subnetIds.toSorted(), Tags: expect.arrayContaining(tags) as unknown },
            ]),
        };
      },
    },
    {
      name: 'an attachment made by hand is tagged and accepted',
      writes: ACCEPT,
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await attach(bench, vpc, bench.hub.transitGatewayId, OPTIONS);
        return { target: joins(vpc) };
      },
    },
    ...HAND_MADE.map((options) => ({
      name: `[A17] an attachment made by hand with ${Object.keys(options).join(' and ')} changed gets our options once it is accepted`,
      writes: [...ACCEPT, MODIFY],
      prepare: async (bench: Bench) => {
        const vpc = await bench.vpc();
        await attach(bench, vpc, bench.hub.transitGatewayId, { ...OPTIONS, ...options });
        const check = async () =>
          expect(await attachments(bench, vpc.vpcId)).toMatchObject([{ State: 'available', Options: OPTIONS }]);
        return { target: joins(vpc), check };
      },
    })),
    ...HAND_MADE.map((options) => ({
      name: `[A17] a VPC that has joined and whose team changes ${Object.keys(options).join(' and ')} gets our options again`,
      writes: [MODIFY],
      prepare: async (bench: Bench) => {
        const vpc = await bench.vpc();
        await bench.converge(concept, joins(vpc));
        const [found] = await attachments(bench, vpc.vpcId);
        const { TransitGatewayAttachmentId } = found ?? {};
        const change = { TransitGatewayAttachmentId, Options: options };
        await bench.ec2().send(new ec2.ModifyTransitGatewayVpcAttachmentCommand(change));
        await bench.world.clock.jump(120_000);
        const check = async () =>
          expect(await attachments(bench, vpc.vpcId)).toMatchObject([{ State: 'available', Options: OPTIONS }]);
        return { target: joins(vpc), check };
      },
    })),
    {
      name: 'one call adds the new subnet and removes the one that is no longer desired',
      writes: [MODIFY],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await bench.converge(concept, joins(vpc));
        const [kept = ''] = vpc.subnetIds;
        const SubnetIds = [kept, await bench.subnet(vpc.vpcId, 'c')].sort();
        return {
          target: joining(vpc.vpcId, { cidrs: [vpc.cidr], subnetIds: SubnetIds }),
          check: async () => expect(await attachments(bench, vpc.vpcId)).toMatchObject([{ SubnetIds }]),
        };
      },
    },
    ...[false, true].map((isError): Scenario => ({
      name: `[B11] dedicated subnets take the place of the attached ones, one zone after the other${isError ? ', also where AWS exchanges none in one call' : ''}`,
      writes: isError ? [MODIFY, MODIFY, MODIFY, MODIFY, MODIFY, MODIFY] : [MODIFY, MODIFY],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await bench.converge(concept, joins(vpc));
        const dedicated = await Promise.all(['a', 'b'].map((zone) => bench.subnet(vpc.vpcId, zone, 'dev', 2)));
        bench.world.ec2.subnetExchangeIsError = isError;
        return {
          target: joining(vpc.vpcId, { cidrs: [vpc.cidr], subnetIds: dedicated.toSorted() }),
          check: async () =>
            expect(await attachments(bench, vpc.vpcId)).toMatchObject([{ SubnetIds: dedicated.toSorted() }]),
        };
      },
    })),
    {
      name: 'CIDRs and subnets in another order are no change',
      writes: [],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        const cidrs = [vpc.cidr, '10.1.252.0/24'];
        await bench.converge(concept, joining(vpc.vpcId, { subnetIds: vpc.subnetIds, cidrs }));
        const subnetIds = vpc.subnetIds.toReversed();
        return { target: joining(vpc.vpcId, { subnetIds, cidrs: cidrs.toReversed() }) };
      },
    },
    {
      name: 'another CIDR changes the tag',
      writes: ['ec2:CreateTags'],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await bench.converge(concept, joins(vpc));
        return { target: joining(vpc.vpcId, { subnetIds: vpc.subnetIds, cidrs: [vpc.cidr, '10.1.252.0/24'] }) };
      },
    },
    {
      name: 'a VPC in quarantine keeps the tag with the admitted CIDRs',
      writes: [],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await bench.converge(concept, joins(vpc));
        const { vpcId, subnetIds } = vpc;
        return { target: joining(vpcId, { subnetIds, cidrs: ['10.99.0.0/24'], quarantined: true }) };
      },
    },
    {
      name: 'an attachment that is being deleted is created again once it is gone',
      writes: [ATTACH, ...ACCEPT],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await bench.converge(concept, joins(vpc));
        await bench.run(concept, leaving(vpc.vpcId), 'apply');
        return { target: joins(vpc) };
      },
    },
    {
      name: '[A10] an attachment made by hand that was never accepted is rejected when its account leaves',
      writes: ['ec2:RejectTransitGatewayVpcAttachment'],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        await attach(bench, vpc, bench.hub.transitGatewayId);
        return { target: leaving(vpc.vpcId) };
      },
    },
    {
      name: 'a VPC that leaves keeps its attachment to a gateway of the team',
      writes: [DETACH],
      prepare: async (bench) => {
        const vpc = await bench.vpc();
        const { TransitGateway: own } = await bench.ec2().send(new ec2.CreateTransitGatewayCommand({}));
        await bench.world.clock.jump(120_000);
        await attach(bench, vpc, own?.TransitGatewayId ?? '');
        await bench.converge(concept, joins(vpc));
        const foreign = async () =>
          (await attachments(bench, vpc.vpcId, 'dev')).filter(
            (each) => each.TransitGatewayId === own?.TransitGatewayId,
          );
        return {
          target: leaving(vpc.vpcId),
          foreign,
          check: async () => expect(await attachments(bench, vpc.vpcId)).toEqual([]),
        };
      },
    },
  ]);
});
