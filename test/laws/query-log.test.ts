import fc from 'fast-check';
import { queryLog } from '../../lib/query-log';
import { diff, learn, type Actual, type Change, type Desired } from '../../lib/query-log/plan';
import {
  AssociateResolverQueryLogConfigCommand,
  CreateResolverQueryLogConfigCommand,
  ListResolverQueryLogConfigAssociationsCommand,
  Route53ResolverClient,
} from '../../lib/aws/route53resolver';
import { step } from '../../lib/reconcile/step';
import { advance, bench, obeys, settle, trial, type Bench } from './harness';
import { laws } from './model';
import { joins, leaves, makeVpc, type MadeVpc } from './vpcs';

const CONFIG = 'rqlc-hub';
const associate = 'route53resolver:AssociateResolverQueryLogConfig';
const disassociate = 'route53resolver:DisassociateResolverQueryLogConfig';
const concept = step(queryLog);

describe('query-log, in plan', () => {
  laws<Desired, Actual, Change>({
    desired: fc.record({ logged: fc.boolean(), configId: fc.constant(CONFIG) }),
    actual: fc.record({
      vpcId: fc.constant('vpc-1'),
      status: fc.constantFrom('absent', 'CREATING', 'ACTIVE', 'ACTION_NEEDED', 'DELETING', 'FAILED'),
      error: fc.constantFrom('', 'ACCESS_DENIED'),
    }),
    diff,
    after: (actual, { verb }) => ({ ...actual, status: verb === 'create' ? 'CREATING' : 'DELETING', error: '' }),
    later(actual) {
      if (actual.status === 'CREATING') return { ...actual, status: 'ACTIVE' };
      return actual.status === 'DELETING' ? { ...actual, status: 'absent' } : actual;
    },
    reorder: (actual) => actual,
    foreign: () => [],
    names: ({ configId }) => [configId],
  });

  it.each([
    ['ACTIVE', 'active'],
    ['CREATING', 'starting'],
    ['absent', 'starting'],
    ['FAILED', 'off'],
    ['DELETING', 'off'],
  ])('an association that is %s makes the logging %s for what comes after', (status, expected) => {
    expect(learn({ vpcId: 'vpc-1', status, error: '' })).toEqual({ queryLog: expected });
  });

  it('says what AWS reports of an association that failed', () => {
    const actual = { vpcId: 'vpc-1', status: 'FAILED', error: 'ACCESS_DENIED' };
    expect(diff({ desired: { logged: true, configId: CONFIG }, actual })).toMatchObject([
      { verb: 'delete', because: 'the query log association of vpc-1 is FAILED (ACCESS_DENIED)' },
    ]);
  });
});

describe('query-log, on the emulated AWS', () => {
  let at: Bench;
  let vpc: MadeVpc;
  beforeAll(async () => {
    at = await bench();
  });
  beforeEach(async () => {
    vpc = await makeVpc(at);
  });

  const resolver = () => {
    const { world, accounts, landingZone } = at;
    return new Route53ResolverClient(world.config(world.administrator(accounts['dev'] ?? ''), landingZone.hub.region));
  };
  const associations = async () => {
    const { ResolverQueryLogConfigAssociations = [] } = await resolver().send(
      new ListResolverQueryLogConfigAssociationsCommand({ Filters: [{ Name: 'ResourceId', Values: [vpc.vpcId] }] }),
    );
    return ResolverQueryLogConfigAssociations.map(({ ResolverQueryLogConfigId, Status }) => ({
      config: ResolverQueryLogConfigId,
      Status,
    }));
  };

  it('joins with one call, and leaves with one', async () => {
    expect(await trial(at, concept, [joins(vpc)])).toEqual(obeys(associate));
    expect(await associations()).toEqual([{ config: at.hub.queryLogConfigId, Status: 'ACTIVE' }]);
    expect(await trial(at, concept, [leaves(vpc)])).toEqual(obeys(disassociate));
    expect(await associations()).toEqual([]);
  });

  it('adopts an association that somebody else made', async () => {
    const association = { ResolverQueryLogConfigId: at.hub.queryLogConfigId, ResourceId: vpc.vpcId };
    await resolver().send(new AssociateResolverQueryLogConfigCommand(association));
    expect(await trial(at, concept, [joins(vpc)])).toEqual(obeys());
  });

  it('waits out an association that is going, and makes it anew', async () => {
    await settle(at, concept, [joins(vpc)]);
    await advance(at, concept, [leaves(vpc)]);
    expect(await trial(at, concept, [joins(vpc)])).toEqual(obeys(associate));
  });

  it('leaves associations with configs of the team alone', async () => {
    const config = new CreateResolverQueryLogConfigCommand({
      Name: 'own',
      DestinationArn: at.hub.flowLogBucketArn,
      CreatorRequestId: 'own',
    });
    const { ResolverQueryLogConfig } = await resolver().send(config);
    const own = { ResolverQueryLogConfigId: ResolverQueryLogConfig?.Id ?? '', ResourceId: vpc.vpcId };
    await resolver().send(new AssociateResolverQueryLogConfigCommand(own));
    await settle(at, concept, [joins(vpc)]);
    await settle(at, concept, [leaves(vpc)]);
    expect(await associations()).toMatchObject([{ config: own.ResolverQueryLogConfigId }]);
  });

  it('logs nothing where the config turns query logs off', async () => {
    const landingZone = { ...at.landingZone, logs: { ...at.landingZone.logs, query: false } };
    expect(await trial(at, concept, [joins(vpc)], { landingZone })).toEqual(obeys());
  });
});
