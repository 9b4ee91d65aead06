import { spokesOf, type Subject } from '../../../lib/routing/spokes';
import { addressText } from '../../../lib/names';
import { fixtureLandingZone } from '../../world/landing-zone';
import type { AttachmentOwner } from '../../../lib/aws/read/attachment-owners';

const fixture = fixtureLandingZone();
const HOME = fixture.hub.region;
const landingZone = { ...fixture, regions: [HOME, 'ap-southeast-1'] };
const DEV = '200000000001';
const PROD = '200000000002';
const owned = (accountId: string, index: number): AttachmentOwner => ({
  ...{ attachmentId: `tgw-attach-${index}`, vpcId: `vpc-${index}`, accountId, live: true, ours: true },
  routeTableId: `tgw-rtb-${index}`,
});
const HUB_OWNED = owned(fixture.hub.accountId, 3);
const owners = () => Promise.resolve([owned(DEV, 1), owned(PROD, 2), HUB_OWNED]);
const notRead = () => Promise.reject(new Error('expected no read of the attachments'));

test.each<[string, readonly Subject[], readonly string[]]>([
  ['an account has a spoke in each governed region', [{ accountId: DEV }], [`${DEV}/${HOME}`, `${DEV}/ap-southeast-1`]],
  ['an account with a region has one spoke', [{ accountId: DEV, region: HOME }], [`${DEV}/${HOME}`]],
  ['a region that is not governed has no spokes', [{ accountId: DEV, region: 'eu-west-1' }], []],
  ['the hub account is not a spoke', [{ accountId: fixture.hub.accountId }], []],
  ['the management account is not a spoke', [{ accountId: fixture.organization.managementAccountId }], []],
  [
    'a spoke that is named twice is woken once',
    [{ accountId: DEV, region: HOME }, { accountId: DEV }],
    [`${DEV}/${HOME}`, `${DEV}/ap-southeast-1`],
  ],
])('%s', async (_, subjects, expected) => {
  const spokes = await spokesOf(landingZone, subjects, notRead);
  expect(spokes.map(addressText)).toEqual(expected);
});

test.each<[string, Subject, readonly string[]]>([
  ['the hub concerns the hub account', { hub: true }, [fixture.hub.accountId]],
  ['an attachment concerns its owner', { transitGatewayAttachmentId: 'tgw-attach-1' }, [DEV]],
  [
    'a route table concerns the owners of the associated attachments',
    { transitGatewayRouteTableId: 'tgw-rtb-2' },
    [PROD],
  ],
  ['an attached VPC concerns its owner', { vpcId: 'vpc-2', region: HOME }, [PROD]],
  ['a zone concerns every owner of an attachment', { hostedZoneId: 'Z1' }, [DEV, PROD]],
  ['a share concerns every owner of an attachment', { resourceShareArn: 'arn:aws:ram:share' }, [DEV, PROD]],
  ['the attachment of the hub concerns no spoke', { transitGatewayAttachmentId: 'tgw-attach-3' }, []],
  ['an attachment that is gone concerns no spoke', { transitGatewayAttachmentId: 'tgw-attach-9' }, []],
])('%s', async (_, subject, expected) => {
  const spokes = await spokesOf(landingZone, [subject], owners);
  expect(spokes).toEqual(expected.map((accountId) => ({ accountId, region: HOME })));
});

test.each<[string, readonly Subject[], readonly string[] | undefined]>([
  ['names the VPCs that it is about', [ofVpc('vpc-1'), ofVpc('vpc-2'), ofVpc('vpc-1')], ['vpc-1', 'vpc-2']],
  ['names none where it may be about all of an account', [ofVpc('vpc-1'), { accountId: DEV, region: HOME }], undefined],
])('an event %s', async (_, subjects, keys) => {
  const [spoke] = await spokesOf(landingZone, subjects, notRead);
  expect(spoke?.keys).toEqual(keys);
});

function ofVpc(vpcId: string): Subject {
  return { accountId: DEV, region: HOME, vpcIds: [vpcId] };
}
