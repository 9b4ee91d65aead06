import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { landingZoneSchema } from '../../lib/landing-zone';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { QUICK_STATES } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';

const HOUR = 3_600_000;
const OWNER = '100000000077';
const ZONE = 'Z0123456789ABCDEFGHIJ';

const small = smallLandingZone();
const landingZone = landingZoneSchema.parse({
  ...small,
  zones: {
    ...small.zones,
    private: [...small.zones.private, { name: 'team.internal', segments: ['dev'], existing: ZONE, accountId: OWNER }],
  },
});

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await enrolledOrganization(landingZone, { times: QUICK_STATES });
});

const zone = () => setting.world.route53.zones.get(ZONE);
const has = (vpcId: string) => [zone()?.vpcs.has(vpcId), zone()?.authorizations.has(vpcId)];
const ownersCalls = (since: number): readonly string[] => [
  ...new Set(
    setting.world.calls
      .slice(since)
      .filter(({ caller }) => caller === 'wheelwright-zone-owner')
      .map(({ action }) => action),
  ),
];
const vpcs = ['10.1.0.0/20', '10.1.16.0/20', '10.1.32.0/20', '10.1.48.0/20'];
async function joined(accountId: string): Promise<string> {
  const vpcId = await setting.people.createVpc(accountId, { cidr: vpcs.shift() ?? '', zones: 'ab' });
  await setting.people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  return vpcId;
}

test('a VPC joins and leaves a zone of another account, which authorizes it for the time of the association only', async () => {
  const { dev = '' } = setting.organization.accounts;
  const before = setting.world.calls.length;
  const vpcId = await joined(dev);
  expect(has(vpcId)).toEqual([true, false]);
  expect(ownersCalls(before)).toEqual([
    'route53:CreateVPCAssociationAuthorization',
    'route53:DeleteVPCAssociationAuthorization',
  ]);
  const leaving = setting.world.calls.length;
  await setting.people.untag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'left');
  expect(has(vpcId)).toEqual([false, false]);
  expect(ownersCalls(leaving)).toEqual(['route53:DisassociateVPCFromHostedZone']);
});

test('an association that was made before is adopted, and one that its owner ends is made again', async () => {
  const { dev = '' } = setting.organization.accounts;
  const vpcId = await joined(dev);
  const before = setting.world.calls.length;
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await setting.world.clock.jump(HOUR);
  expect(ownersCalls(before)).toEqual([]);
  zone()?.vpcs.delete(vpcId);
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await setting.world.clock.jump(HOUR);
  expect(has(vpcId)).toEqual([true, false]);
});

test('the zone is released when the account of a VPC is closed', async () => {
  const { people, world, organization } = setting;
  const { rootId, organizationalUnits } = organization;
  const accountId = await people.createAccount('closing');
  await people.move(accountId, rootId, organizationalUnits['Workloads/Dev'] ?? '');
  await world.clock.jump(HOUR);
  const vpcId = await joined(accountId);
  await people.organizations.send(new CloseAccountCommand({ AccountId: accountId }));
  await world.clock.jump(8 * HOUR);
  expect(has(vpcId)).toEqual([false, false]);
});

test('the role is for this zone, for the function join, and in no account but the owner’s', () => {
  const { world, organization } = setting;
  const ofOwner = world.iam.rolesIn(OWNER).flatMap(({ name }) => (name.startsWith('wheelwright') ? [name] : []));
  expect(ofOwner).toEqual(['wheelwright-zone-owner']);
  const others = Object.values(organization.accounts).filter((id) => id !== OWNER);
  expect(others.flatMap((id) => world.iam.rolesIn(id)).filter(({ name }) => name.includes('zone-owner'))).toEqual([]);
  const role = world.iam.rolesIn(OWNER).find(({ name }) => name === 'wheelwright-zone-owner');
  expect(role?.trust.text).toContain('role/wheelwright-join"');
  const zones = [...(role?.policies.values() ?? [])].flatMap((text) => text.match(/hostedzone\/[^"]+/g) ?? []);
  expect([...new Set(zones)]).toEqual([`hostedzone/${ZONE}`]);
});
