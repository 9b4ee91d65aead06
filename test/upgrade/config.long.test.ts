import { CreateOrganizationalUnitCommand } from '@aws-sdk/client-organizations';
import type { LandingZone } from '../../lib/landing-zone';
import { Deployment, JOINED } from './deployment';
import { formerWorld, rolesOf, type FormerWorld } from './release';
import type { Changes } from './deployment';

/** One deployment lives through all tests of this file, in their order. */
let former: FormerWorld;
let deployment: Deployment;
let zone: LandingZone;

beforeAll(async () => {
  former = await formerWorld();
  deployment = new Deployment(former);
  zone = former.landingZone;
  await deployment.upgrade();
  deployment.watch();
});

describe('a change of the config', () => {
  const withPrefix = (prefix: string): LandingZone => ({
    ...zone,
    mesh: { ...zone.mesh, prefixes: [...zone.mesh.prefixes, prefix] },
  });
  const segment = (name: string) => {
    const found = zone.segments[name];
    if (!found) throw new Error(`The landing zone has no segment ${name}.`);
    return found;
  };
  const withZone = (existing?: string): LandingZone => {
    const added = { name: 'new.internal', segments: ['dev'], ...(existing === undefined ? {} : { existing }) };
    return { ...zone, zones: { ...zone.zones, private: [...zone.zones.private, added] } };
  };
  const inSync = async (): Promise<void> => {
    await deployment.sweep();
    expect(await deployment.faults()).toEqual([]);
    expect(deployment.states()).toEqual(JOINED);
    expect(deployment.closed()).toEqual([]);
  };

  it('first deploys the rest of the release, whose functions still had the setting of the upgrade', async () => {
    expect(await deployment.changes(zone)).toEqual({});
    await inSync();
  });

  it.each<[string, (zone: LandingZone) => LandingZone, Changes]>([
    ['leave.drainMinutes', (of) => ({ ...of, leave: { drainMinutes: 30 } }), {}],
    [
      'guards.maxLeaves',
      (of) => ({ ...of, guards: { ...of.guards, maxLeaves: { count: 6, percent: 20, atLeast: 2 } } }),
      {},
    ],
    ['mesh.maxEntries', (of) => ({ ...of, mesh: { ...of.mesh, maxEntries: 20 } }), { hub: ['updated MeshPrefixList'] }],
    [
      'hub.endpoints',
      (of) => ({ ...of, hub: { ...of.hub, endpoints: [...of.hub.endpoints, 'sts'] } }),
      { hub: ['updated MeshPrefixList', 'created EndpointsSts'] },
    ],
    [
      'notify',
      (of) => ({ ...of, notify: ['platform@example.com'] }),
      { hub: ['deleted EndpointsSts'], automation: ['created NoticesTopicplatformexamplecom'] },
    ],
  ])('of %s changes the functions and what the setting names, and no path', async (_setting, changed, changes) => {
    expect(await deployment.changes(changed(zone))).toEqual(changes);
    expect(deployment.closed()).toEqual([]);
  });

  it('of reach changes functions alone; the next sweep opens the new paths, and closes them again', async () => {
    await deployment.changes({ ...zone, reach: [...zone.reach, ['dev', 'staging']] });
    await inSync();
    expect(deployment.watch()).toHaveLength(7);
    expect(await deployment.changes(zone)).toEqual({});
    await deployment.sweep();
    expect(deployment.closed()).toEqual(['dev-1 – staging-1', 'dev-2 – staging-1']);
    expect(deployment.watch()).toHaveLength(5);
  });

  it('that adds a CIDR to a segment changes the prefix list and the network ACL', async () => {
    const dev = segment('dev');
    const config = {
      ...withPrefix('10.8.0.0/16'),
      segments: { ...zone.segments, dev: { ...dev, cidrs: [...dev.cidrs, '10.8.0.0/16'] } },
    };
    expect(await deployment.changes(config)).toEqual({
      hub: [
        ...['created NetworkMeshIn1', 'created NetworkMeshOut1', 'updated NetworkEndpointsGroup'],
        'updated MeshPrefixList',
      ],
    });
    await inSync();
  });

  it('that adds a segment with an OU creates its route table, and the roles of the accounts in the OU', async () => {
    const { people, organization, world } = former;
    const created = await people.organizations.send(
      new CreateOrganizationalUnitCommand({ Name: 'Lab', ParentId: organization.rootId }),
    );
    const unit = created.OrganizationalUnit?.Id ?? '';
    const account = await people.createAccount('lab');
    await people.move(account, organization.rootId, unit);
    const lab = { ...segment('dev'), cidrs: ['10.8.0.0/16'], organizationalUnits: [unit] };
    const { hub = [], management } = await deployment.changes({
      ...withPrefix('10.8.0.0/16'),
      segments: { ...zone.segments, lab },
    });
    expect(hub).toEqual(['created MeshLabTable', 'created ParametersRouteTableIdsLab']);
    expect(management).toEqual([
      ...['updated WheelwrightEnroll', 'updated WheelwrightRoles', 'updated WheelwrightRules'],
      'updated ServiceControlWheelwrightSpokes',
    ]);
    await inSync();
    expect(rolesOf(former.world, account)).toContain('wheelwright-spoke-join');
    await people.move(account, unit, organization.rootId);
    await deployment.run(10);
    const removed = await deployment.changes(zone);
    expect(removed['hub']).toContain('deleted MeshLabTable');
    expect([rolesOf(former.world, account), world.organizations.account(account)?.state]).toEqual([[], 'ACTIVE']);
    await inSync();
  });

  it('that adds a private zone associates it with the VPCs of its segments', async () => {
    expect(await deployment.changes(withZone())).toEqual({
      hub: ['created ZonesNewInternalPrivate', 'created ParametersZoneIdsNewInternal'],
      automation: ['updated JoinRole', 'updated SweepRole', 'updated OperatorsLook', 'updated OperatorsAct'],
    });
    await inSync();
  });

  it('that takes a zone out leaves it with its VPCs, and only as an existing zone it can come back', async () => {
    const zoneId = deployment.hub.zoneIds['new.internal'] ?? '';
    expect(await deployment.changes(zone)).toEqual({
      hub: ['retained ZonesNewInternalPrivate', 'deleted ParametersZoneIdsNewInternal'],
      automation: ['updated JoinRole', 'updated SweepRole', 'updated OperatorsLook', 'updated OperatorsAct'],
    });
    await inSync();
    expect(former.world.route53.zone(zoneId).vpcs.size).toBe(3);
    await expect(deployment.changes(withZone())).rejects.toThrow('ConflictingDomainExists');
    await deployment.changes(withZone(zoneId));
    await inSync();
    await deployment.changes(zone);
    await inSync();
  });

  it('that takes a repository out keeps it, and it cannot be created again', async () => {
    const { registry } = zone;
    const added = { ...zone, registry: { ...registry, repositories: [...registry.repositories, 'piksel/new'] } };
    expect(await deployment.changes(added)).toMatchObject({ hub: ['created RegistryPikselNew'] });
    expect(await deployment.changes(zone)).toMatchObject({ hub: ['retained RegistryPikselNew'] });
    await expect(deployment.changes(added)).rejects.toThrow('RepositoryAlreadyExistsException');
  });

  it("[FC7] that renames the hub's segment in one deployment fails, and is rolled back without a closed path", async () => {
    const { shared, ...others } = zone.segments;
    const renamed: LandingZone = {
      ...zone,
      segments: { ...others, ...(shared ? { core: shared } : {}) },
      reach: zone.reach.map(([, other]) => ['core', other]),
    };
    await expect(deployment.changes(renamed, 'hub')).rejects.toThrow('Resource.AlreadyAssociated');
    expect(deployment.closed()).toEqual([]);
    expect(await deployment.changes(zone)).toMatchObject({});
    await inSync();
  });

  it('that moves an OU to another segment takes its VPC out, whose CIDR the new segment does not have', async () => {
    const [dev, staging] = [segment('dev'), segment('staging')];
    const moved = {
      ...zone,
      segments: {
        ...zone.segments,
        dev: { ...dev, organizationalUnits: [...dev.organizationalUnits, ...staging.organizationalUnits] },
        staging: { ...staging, organizationalUnits: [] },
      },
    };
    expect(await deployment.changes(moved)).toEqual({});
    await deployment.sweep();
    expect(deployment.states().map((line) => line.trim())).toEqual([
      ...JOINED.slice(0, 2),
      'staging-1 refused',
      'prod-1 joined prod',
    ]);
    expect(deployment.closed()).toEqual(['hub – staging-1']);
    expect(await deployment.changes(zone)).toEqual({});
    await deployment.sweep(30);
    expect(deployment.states()).toEqual(JOINED);
  });
});
