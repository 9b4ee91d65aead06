import { readFileSync } from 'node:fs';
import { MEMBER } from '../../lib/names';
import { deleteByHand } from './by-hand';
import { Deployment, JOINED, type Changes } from './deployment';
import { inventory } from './inventory';
import { formerWorld, rolesOf, type FormerWorld } from './release';

/** One deployment lives through all tests of this file, in their order. */
let former: FormerWorld;
let deployment: Deployment;

beforeAll(async () => {
  former = await formerWorld();
  deployment = new Deployment(former);
  deployment.watch();
});

/** What happened apart from creations and updates in place, without the hashes of logical ids. */
const losses = (changes: Changes): readonly string[] =>
  Object.values(changes)
    .flat()
    .filter((change) => !/^(created|updated) /.test(change))
    .map((change) => change.replace(/[0-9A-F]{8}$/, ''));

describe('the upgrade from 0.1.0 with four joined VPCs, in the order of docs/deploying.md', () => {
  let steps: readonly Changes[];
  let roles: readonly (readonly string[])[];
  let marks: readonly (string | undefined)[];

  beforeAll(async () => {
    const { organization, world, vpcs } = former;
    const rolesNow = () => rolesOf(world, organization.accounts['dev'] ?? '');
    const afterFirst: string[] = [];
    steps = await deployment.upgrade({
      afterFirst: () => afterFirst.push(...rolesNow()),
      beforeLast() {
        marks = [...vpcs.values()].map(({ vpcId, accountId }) => world.ec2.tagsOf(vpcId, accountId).get(MEMBER));
      },
    });
    roles = [afterFirst, rolesNow()];
  });

  it('closes none of the open paths at any instant', () => {
    expect(deployment.watch()).toEqual([
      'hub – staging-1',
      'hub – prod-1',
      'dev-1 – hub',
      'dev-1 – dev-2',
      'dev-2 – hub',
    ]);
    expect(deployment.closed()).toEqual([]);
  });

  it("replaces the hub's forwarder, moves the trail to a stack of its own, and loses nothing else", () => {
    expect(steps.map(losses)).toEqual([['deleted Trail'], [], ['replaced ForwarderRole'], []]);
    expect(former.world.cloudformation.declared('AWS::CloudTrail::Trail')).toHaveLength(1);
  });

  it('makes all in sync with one sweep: in AWS and in the ledger, whose items of 0.1.0 are written anew', async () => {
    expect(deployment.states()).toEqual(JOINED);
    expect(await deployment.faults()).toEqual([]);
  });

  it('marks every VPC before the last step, which protects VPCs by their mark', () => {
    expect(marks).toEqual(['true', 'true', 'true', 'true']);
  });

  it('keeps the old roles beside the new ones in spokes until the last step', () => {
    const now = ['forwarder', 'read', 'spoke-enroll', 'spoke-grant-pull', 'spoke-join'].map(
      (name) => `wheelwright-${name}`,
    );
    expect(roles).toEqual([[...now, 'wheelwright-grant-pull', 'wheelwright-join'].sort(), now]);
  });
});

describe('taking everything out by the steps of docs/deploying.md', () => {
  const added = (): readonly string[] => [...inventory(former.world)].filter((line) => !former.before.has(line)).sort();
  /** What CDK and AWS's own services leave in any account, and what teams made. */
  const ofOthers = new RegExp(
    [
      ...['AWSServiceRoleFor', 'stacksets-exec-', '/cdk-bootstrap/', ' bus default$', 'OrganizationAccountAccessRole'],
      ...[' VPC vpc-', ' tag Name of'],
    ].join('|'),
  );
  let gatewayId: string;
  const left = () => added().filter((line) => !ofOthers.test(line));

  beforeAll(async () => {
    const { people, vpcs, landingZone } = former;
    const { guards } = landingZone;
    gatewayId = deployment.hub.transitGatewayId;
    const leaving = {
      leave: { drainMinutes: 0 },
      guards: { ...guards, maxLeaves: { count: 1000, percent: 100, atLeast: 1000 } },
    };
    await deployment.deploy({ ...landingZone, ...leaving }, 'automation');
    for (const { vpcId, accountId } of vpcs.values()) await people.untag(accountId, vpcId);
    await deployment.run(15);
  });

  it('takes the VPCs out first', () => {
    const states = deployment.states();
    expect(states.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
      ['dev-1', 'dev-2', 'staging-1', 'prod-1'].map((name) => `${name} left`),
    );
    expect(added().filter((line) => / tag wheelwright:|^attachment of |query log of /.test(line))).toHaveLength(2);
  });

  it('refuses to delete the hub while its termination protection is on', async () => {
    for (const id of ['trail', 'management', 'hub-forwarding-*', 'automation']) await deployment.destroy(id);
    await expect(deployment.destroy('hub')).rejects.toThrow('TerminationProtection is enabled');
  });

  it("deletes the hub's stack once the resolver endpoint, which it retains, is out of its subnets", async () => {
    deployment.unprotect('hub');
    await expect(deployment.destroy('hub')).rejects.toThrow(
      /failed to delete: \[NetworkDnsGroup.* \(DependencyViolation\)/,
    );
    await deleteByHand(former, 'before the stack of the hub');
    await deployment.destroy('hub');
    expect(former.world.cloudformation.all()).toEqual([]);
  });

  it('leaves what docs/deploying.md lists, and nothing else', () => {
    const { hub } = former.landingZone;
    const s3 = [...former.vpcs.values()].map(
      ({ vpcId, accountId }) => `${accountId} endpoint com.amazonaws.${hub.region}.s3 in ${vpcId}`,
    );
    const inHub = [
      ...['query log config wheelwright', 'repository piksel/jupyter', 'repository piksel/odc', 'transit gateway'],
      ...['table wheelwright-admissions', 'table wheelwright-ledger'],
      ...[`flow log of ${former.hubVpcId}`, `flow log of ${gatewayId}`],
    ].map((line) => `${hub.accountId} ${line}`);
    const elsewhere = [
      ...[
        `bucket wheelwright-logs-${hub.accountId}-${hub.region}`,
        'prefix list wheelwright-mesh',
        'share wheelwright-hub',
      ],
      ...['dev.piksel.internal.', 'piksel.internal.', 'prod.piksel.internal.'].map((name) => `private zone ${name}`),
      ...['zone app.piksel.big.go.id.', 'zone piksel.big.go.id.'],
    ];
    expect(left()).toEqual([...s3, ...inHub, ...elsewhere].sort());
  });

  it('is told by docs/deploying.md: each kind of what is left, where it stays', () => {
    const page = readFileSync('docs/deploying.md', 'utf8').replace(/\s+/g, ' ');
    const [, list = ''] = /5\. In the hub account stay(.*?)## /.exec(page) ?? [];
    const named: readonly (readonly [RegExp, string])[] = [
      ...([
        [/query log config/, 'query log config'],
        [/ repository /, 'image repositories'],
        [/transit gateway$/, 'the transit gateway'],
      ] as const),
      ...([
        [/table wheelwright-ledger/, '`wheelwright-ledger`'],
        [/table wheelwright-admissions/, '`wheelwright-admissions`'],
      ] as const),
      ...([
        [/flow log of /, 'flow logs'],
        [/^bucket /, 'log bucket'],
        [/^prefix list /, 'prefix list `wheelwright-mesh`'],
      ] as const),
      ...([
        [/^share /, 'RAM share'],
        [/^(private )?zone /, 'zones'],
        [/endpoint com\.amazonaws\..*s3 /, 'gateway endpoints for S3'],
      ] as const),
    ];
    const untold = left().filter((line) => !named.some(([form, words]) => form.test(line) && list.includes(words)));
    expect(untold).toEqual([]);
  });

  it('can be completed by hand in the order of docs/deploying.md; what teams use stays', async () => {
    await deleteByHand(former, 'after it');
    expect(left().filter((line) => !line.includes('endpoint com.amazonaws.'))).toEqual([]);
    expect([...former.before].filter((line) => !inventory(former.world).has(line))).toEqual([]);
  });
});
