import { spokesOf, type Named } from '../../../lib/routing/spokes';
import { addressText } from '../../../lib/names';
import { shippedLandingZone } from '../../world/enrolled';
import type { AttachmentOwner } from '../../../lib/aws/read/attachment-owners';

const shipped = shippedLandingZone();
const HOME = shipped.hub.region;
const landingZone = { ...shipped, regions: [HOME, 'ap-southeast-1'] };
const DEV = '200000000001';
const PROD = '200000000002';
const owned = (accountId: string, index: number): AttachmentOwner => ({
  ...{ attachmentId: `tgw-attach-${index}`, vpcId: `vpc-${index}`, accountId, live: true },
  routeTableId: `tgw-rtb-${index}`,
});
const HUB_OWNED = owned(shipped.hub.accountId, 3);
const owners = () => Promise.resolve([owned(DEV, 1), owned(PROD, 2), HUB_OWNED]);
const notAsked = () => Promise.reject(new Error('nobody needed to know'));

test.each<[string, readonly Named[], readonly string[]]>([
  ['an account is in all governed regions', [{ accountId: DEV }], [`${DEV}/${HOME}`, `${DEV}/ap-southeast-1`]],
  ['an account with a region is there', [{ accountId: DEV, region: HOME }], [`${DEV}/${HOME}`]],
  ['a region that is not governed is nobody’s', [{ accountId: DEV, region: 'eu-west-1' }], []],
  ['the hub account is no spoke', [{ accountId: shipped.hub.accountId }], []],
  ['the management account is no spoke', [{ accountId: shipped.organization.managementAccountId }], []],
  [
    'who is named twice is woken once',
    [{ accountId: DEV, region: HOME }, { accountId: DEV }],
    [`${DEV}/${HOME}`, `${DEV}/ap-southeast-1`],
  ],
])('%s', async (_, names, expected) => {
  const spokes = await spokesOf(landingZone, names, notAsked);
  expect(spokes.map(addressText)).toEqual(expected);
});

test.each<[string, Named, readonly string[]]>([
  ['an attachment is its owner’s', { transitGatewayAttachmentId: 'tgw-attach-1' }, [DEV]],
  ['a route table is of all who are associated', { transitGatewayRouteTableId: 'tgw-rtb-2' }, [PROD]],
  ['a VPC is its owner’s', { vpcId: 'vpc-2', region: HOME }, [PROD]],
  ['a zone concerns everybody who is attached', { hostedZoneId: 'Z1' }, [DEV, PROD]],
  ['a share concerns everybody who is attached', { resourceShareArn: 'arn:aws:ram:share' }, [DEV, PROD]],
  ['the hub’s own attachment is no spoke’s', { transitGatewayAttachmentId: 'tgw-attach-3' }, []],
  ['what nobody owns is nobody’s', { transitGatewayAttachmentId: 'tgw-attach-9' }, []],
])('%s', async (_, name, expected) => {
  const spokes = await spokesOf(landingZone, [name], owners);
  expect(spokes).toEqual(expected.map((accountId) => ({ accountId, region: HOME })));
});
