import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initSchema } from '../../cli/schemas/init';
import { planSchema } from '../../cli/schemas/plan';
import { readLandingZone } from '../../infra/landing-zone-file';
import { snapshot } from '../twin/snapshot';
import { documentOf, wheelwright } from './command-line';
import { handMadeHub, hubIo, privateZone, READER, type HandMade } from './hand-made-hub';

const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
const file = join(folder, 'landing-zone.yaml');
const AS = ['--config', file, '--role', READER, '--management-role', READER];

const SPOKES = ['dev', 'staging', 'prod'];

let made: HandMade;
beforeAll(async () => {
  made = await handMadeHub({
    tables: { 'Shared services': ['hub'], Workloads: ['dev', 'staging', 'prod'] },
    propagations: {
      hub: ['Shared services', 'Workloads'],
      dev: ['Shared services', 'Workloads'],
      staging: ['Shared services', 'Workloads'],
      prod: ['Shared services', 'Workloads'],
    },
  });
  await privateZone(made, 'corp.example', ['hub', 'dev', 'staging']);
  await privateZone(made, 'dev.corp.example', ['hub', 'dev']);
  await privateZone(made, 'tools.example', []);
});

const writes = (from: number): readonly string[] =>
  made.world.calls
    .slice(from)
    .map(({ action }) => action)
    .filter((action) => !/:(Assume|Describe|Get|List|Search)/.test(action));

describe('with nothing deployed', () => {
  it('init --from-hub writes a valid file, lists what is in the way, and changes nothing', async () => {
    const from = made.world.calls.length;
    const args = ['init', '--from-hub', '--config', file, '--management-role', READER];
    const { blocks, segments } = await documentOf(initSchema, args, hubIo(made));
    expect(segments).toEqual(['shared-services', 'workloads']);
    expect(blocks.map(({ next }) => next.split(' ').slice(0, 3).join(' '))).toEqual([
      'aws ram disassociate-resource-share',
      'aws ec2 create-tags',
      'aws route53 associate-vpc-with-hosted-zone',
    ]);
    const { hub, reach, zones, mesh, segments: settings } = readLandingZone(file);
    expect(hub).toMatchObject({
      vpc: { existing: made.vpcs['hub'], attachmentId: made.attachments['hub'] },
      ...{ vpcAssociated: false, vpcPropagated: false, transitGateway: { existing: made.gatewayId } },
    });
    expect(settings['workloads']).toMatchObject({
      cidrs: ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'],
      routeTable: made.tables['Workloads'],
    });
    expect(reach).toEqual([['shared-services', 'workloads']]);
    expect(mesh.prefixes).toEqual(['10.0.0.0/14']);
    expect(zones.private.map(({ name }) => name)).toEqual(['corp.example', 'dev.corp.example', 'tools.example']);
    expect(writes(from)).toEqual([]);
  });

  it('plan --all shows adoptions only, with what each costs, and changes nothing', async () => {
    const from = made.world.calls.length;
    const plan = await documentOf(planSchema, ['plan', '--all', ...AS], hubIo(made));
    const spokes = plan.targets.filter(({ asks }) => asks !== undefined);
    expect(spokes.map(({ key }) => key).sort()).toEqual(SPOKES.map((name) => made.vpcs[name]).sort());
    for (const each of spokes) expect(each).toMatchObject({ adopts: true, asks: false, intent: 'join', held: [] });
    expect(plan).toMatchObject({ deployed: false, unread: [], interrupts: [], remove: 0 });
    expect(plan.costs).toContainEqual(expect.stringMatching(/^the delivery of DNS query logs: /) as string);
    expect(writes(from)).toEqual([]);
    const { code, stdout } = await wheelwright(['plan', '--all', ...AS], hubIo(made));
    expect(code).toBe(2);
    expect(stdout).toContain('(adopts its attachment; its team has not set the tag yet)');
    expect(stdout).toContain(`Plan: ${plan.add} to add, ${plan.change} to change, 0 to remove.`);
  });

  it('plan without --all leaves VPCs alone whose teams do not ask', async () => {
    const plan = await documentOf(planSchema, ['plan', ...AS], hubIo(made));
    expect(plan.targets.filter(({ asks }) => asks !== undefined)).toEqual([]);
    expect(plan.unread).toEqual([]);
  });

  it('plan shows a new VPC with all that follows its attachment', async () => {
    const { people, organization, world } = made;
    const restore = snapshot(world);
    const dev = organization.accounts['dev'] ?? '';
    const vpcId = await people.createVpc(dev, { cidr: '10.1.32.0/20', zones: 'ab' });
    await people.tag(dev, vpcId);
    await world.clock.jump(60_000);
    const plan = await documentOf(planSchema, ['plan', vpcId, ...AS], hubIo(made));
    restore();
    const texts = plan.targets.flatMap(({ changes }) => changes.map(({ sign, text }) => `${sign} ${text}`));
    expect(texts).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\+ attach to tgw-/) as string,
        '~ accept the new attachment',
        '+ associate with table "workloads"',
        '+ propagate 10.1.32.0/20 to table "shared-services"',
        '+ propagate 10.1.32.0/20 to table "workloads"',
      ]) as string[],
    );
    expect(plan.opens).toContain('shared-services ⇄ workloads');
    expect(plan.costs).toContain('the attachment by the hour, and each GB that it sends: dev');
  });

  it('plan says which accounts it cannot read, and ends with 1', async () => {
    const args = ['plan', '--all', '--config', file, '--role', 'Missing', '--management-role', READER];
    const { code, stdout } = await wheelwright(args, hubIo(made));
    expect(code).toBe(1);
    for (const name of SPOKES)
      expect(stdout).toMatch(new RegExp(`not read: .*${made.organization.accounts[name] ?? ''}`));
    expect(stdout).toContain('The plan is not complete.');
  });
});
