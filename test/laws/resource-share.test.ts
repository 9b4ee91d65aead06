import * as ec2 from '@aws-sdk/client-ec2';
import * as ram from '@aws-sdk/client-ram';
import fc from 'fast-check';
import { attachment } from '../../lib/concepts/attachment';
import { step } from '../../lib/reconcile/step';
import { resourceShare } from '../../lib/concepts/resource-share';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/resource-share/plan';
import { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const SHARES = ['arn:share-1', 'arn:share-2', 'arn:share-3'];
const STATUSES = ['absent', 'ASSOCIATING', 'ASSOCIATED', 'FAILED', 'DISASSOCIATING'];

const sharesIn = (...statuses: readonly string[]) =>
  fc
    .tuple(...SHARES.map(() => fc.constantFrom(...statuses)))
    .map((found) => SHARES.map((arn, index) => ({ arn, status: found[index] ?? '' })));
const invitations = fc
  .subarray(SHARES)
  .map((shares) => shares.map((shareArn) => ({ arn: `${shareArn}/invitation`, shareArn })));
const sides = (shared: boolean, statuses: readonly string[], invited: fc.Arbitrary<Actual['invitations']>) =>
  fc.record<{ desired: Desired; actual: Actual }>({
    desired: fc.constant({ shared }),
    actual: fc.record({
      accountId: fc.constant('200000000003'),
      shares: sharesIn(...statuses),
      invitations: invited,
      attached: fc.shuffledSubarray(['vpc-1', 'vpc-2']),
    }),
  });

describe('resource-share', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.boolean().chain((shared) => sides(shared, STATUSES, invitations)),
    inSync: fc.oneof(sides(true, ['ASSOCIATED'], fc.constant([])), sides(false, ['absent', 'FAILED'], invitations)),
    shuffled: (actual, shuffle) => ({
      ...actual,
      shares: shuffle(actual.shares),
      invitations: shuffle(actual.invitations),
      attached: shuffle(actual.attached),
    }),
    touched: ({ arn }) => [arn],
    touchable: ({ actual }) => [...SHARES, ...actual.invitations.map(({ arn }) => arn)],
    applied(actual, { what, verb, arn }) {
      if (what === 'invitation')
        return { ...actual, invitations: actual.invitations.filter((invitation) => invitation.arn !== arn) };
      const status = verb === 'create' ? 'ASSOCIATING' : 'DISASSOCIATING';
      return { ...actual, shares: actual.shares.map((share) => (share.arn === arn ? { arn, status } : share)) };
    },
    // The VPCs have left the mesh by then.
    settled: (actual) => ({
      ...actual,
      attached: [],
      shares: actual.shares.map(({ arn, status }) => {
        if (status === 'ASSOCIATING') return { arn, status: 'ASSOCIATED' };
        return { arn, status: status === 'DISASSOCIATING' ? 'absent' : status };
      }),
    }),
  });

  const concept = step(resourceShare);
  const ASSOCIATE = 'ram:AssociateResourceShare';
  const DISASSOCIATE = 'ram:DisassociateResourceShare';
  const hub = (bench: Bench) => new ram.RAMClient(bench.config('hub'));
  const principals = async (bench: Bench) => {
    const request = { associationType: 'PRINCIPAL', resourceShareArns: bench.hub.resourceShareArns } as const;
    const { resourceShareAssociations: found = [] } = await hub(bench).send(
      new ram.GetResourceShareAssociationsCommand(request),
    );
    return found
      .filter(({ status }) => status === 'ASSOCIATED')
      .map(({ associatedEntity }) => associatedEntity)
      .sort();
  };
  const others = async (bench: Bench, id: string) => (await principals(bench)).filter((each) => each !== id);

  testTwinLaws(
    concept,
    [
      {
        name: 'an account becomes a principal; another account and an OU stay',
        writes: [ASSOCIATE],
        prepare: async (bench) => {
          const id = bench.account('staging');
          const unit = bench.landingZone.segments['prod']?.organizationalUnits[0] ?? '';
          const { id: organization, managementAccountId } = bench.landingZone.organization;
          const arn = `arn:aws:organizations::${managementAccountId}:ou/${organization}/${unit}`;
          const [resourceShareArn] = bench.hub.resourceShareArns;
          await hub(bench).send(new ram.AssociateResourceShareCommand({ resourceShareArn, principals: [arn] }));
          await bench.world.clock.jump(60_000);
          expect(await principals(bench)).toEqual([bench.account('dev'), arn].sort());
          return {
            target: joining(id),
            account: 'staging',
            foreign: () => others(bench, id),
            check: async () => expect(await principals(bench)).toContain(id),
          };
        },
      },
      {
        name: 'an account that is a principal already is no change',
        writes: [],
        prepare: (bench) => ({ target: joining(bench.account('dev')), foreign: () => principals(bench) }),
      },
      {
        name: 'an account that was a principal before becomes one again',
        writes: [ASSOCIATE],
        prepare: async (bench) => {
          const id = bench.account('prod');
          await bench.converge(concept, joining(id), { account: 'prod' });
          await bench.converge(concept, leaving(id), { account: 'prod' });
          return { target: joining(id), account: 'prod' };
        },
      },
      {
        name: 'an account that leaves is removed; other principals stay',
        writes: [DISASSOCIATE],
        prepare: async (bench) => {
          const id = bench.account('prod');
          await bench.converge(concept, joining(id), { account: 'prod' });
          return {
            target: leaving(id),
            account: 'prod',
            foreign: () => others(bench, id),
            check: async () => expect(await principals(bench)).not.toContain(id),
          };
        },
      },
    ],
    () => Bench.shared(),
  );

  test('[A10] attachments that were made by hand and not accepted keep no share; one of ours does', async () => {
    const bench = await Bench.shared();
    const id = bench.account('dev');
    for (const { vpcId, subnetIds } of [await bench.vpc(), await bench.vpc()])
      await bench.ec2().send(
        new ec2.CreateTransitGatewayVpcAttachmentCommand({
          TransitGatewayId: bench.hub.transitGatewayId,
          VpcId: vpcId,
          SubnetIds: [...subnetIds],
          // The hub does not see this tag of the account.
          TagSpecifications: [
            { ResourceType: 'transit-gateway-attachment', Tags: [{ Key: 'wheelwright:managed', Value: 'true' }] },
          ],
        }),
      );
    await bench.world.clock.jump(60_000);
    await bench.converge(concept, leaving(id));
    expect(await principals(bench)).not.toContain(id);
    await bench.converge(concept, joining(id));
    const { vpcId, subnetIds, cidr } = await bench.vpc();
    await bench.converge(step(attachment), joining(vpcId, { subnetIds, cidrs: [cidr] }));
    const { result, writes } = await bench.writesOf(() => bench.run(concept, leaving(id), 'apply'));
    expect(result.outcomes.get('resource-share')).toMatchObject({ status: 'waiting', long: true });
    expect(writes).toEqual([]);
  });
});
