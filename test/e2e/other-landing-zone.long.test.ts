import { parseLandingZone } from '../../lib/landing-zone';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { QUICK_STATES } from '../world/shared';
import { verify } from '../demo/verify';
import { reachable } from '../twin/ec2/tgw-reach';

/** Another company: other ids, segments, ranges and zones, a region that needs no opt-in, no sharing in RAM. */
const ELSEWHERE = `
version: 1
organization:
  id: o-othercompany
  rootId: r-abcd
  managementAccountId: '310000000001'
  trail: create
  sharing: false
hub:
  accountId: '310000000009'
  region: eu-west-1
  vpc: { cidr: 172.20.0.0/20, azs: 2 }
  transitGateway: { asn: 64900 }
  inboundResolver: { azs: 2 }
  endpoints: [s3]
regions: [eu-west-1]
stsRegion: us-west-2
mesh: { prefixes: [172.20.0.0/14] }
segments:
  core: { cidrs: [172.20.0.0/20], organizationalUnits: [] }
  blue: { cidrs: [172.21.0.0/17], organizationalUnits: [ou-abcd-aaaablue], dns: zones }
  green: { cidrs: [172.22.0.0/16], organizationalUnits: [ou-abcd-aaagreen], dns: zones }
reach: [[core, blue], [core, green], [blue, green]]
zones:
  private:
    - { name: corp.example, segments: [blue, green] }
    - { name: green.corp.example, segments: [green] }
join: { requiredAzs: 1, s3Endpoint: off }
leave: { drainMinutes: 0 }
logs: { query: false, flow: { aggregationSeconds: 60, traffic: REJECT } }
`;

const landingZone = parseLandingZone(ELSEWHERE, 'landing-zone.yaml');

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await enrolledOrganization(landingZone, { times: QUICK_STATES });
});

it('enrols accounts by RAM invitations where sharing with the organization is off', () => {
  const invitations = [...setting.world.ram.invitations.values()];
  expect(invitations.map(({ receiverId, status }) => `${receiverId} ${status}`).sort()).toEqual(
    ['blue', 'green'].map((name) => `${setting.organization.accounts[name]} ACCEPTED`).sort(),
  );
});

it('joins VPCs with other ids, segments, regions and DNS, and lets them leave', async () => {
  const { world, people, organization } = setting;
  const { blue = '', green = '' } = organization.accounts;
  const blueVpc = await people.createVpc(blue, { cidr: '172.21.0.0/20', zones: 'a', routeTables: 1 });
  const greenVpc = await people.createVpc(green, { cidr: '172.22.16.0/20', zones: 'ab' });
  await people.tag(blue, blueVpc);
  await people.tag(green, greenVpc, 'green');
  await untilVpcIs(setting, blueVpc, 'joined');
  await untilVpcIs(setting, greenVpc, 'joined');
  const joined = [
    { accountId: blue, vpcId: blueVpc, segment: 'blue' },
    { accountId: green, vpcId: greenVpc, segment: 'green' },
  ];
  expect(await verify(setting, joined)).toEqual([]);
  expect(reachable(world, blueVpc, greenVpc)).toBe(true);

  await people.untag(green, greenVpc);
  await untilVpcIs(setting, greenVpc, 'left');
  expect(await verify(setting, [{ accountId: green, vpcId: greenVpc, segment: null }])).toEqual([]);
  expect(reachable(world, blueVpc, greenVpc)).toBe(false);
});
