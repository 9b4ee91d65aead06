import { administratorAccount, administratorRoleArn, type LandingZone } from '../../lib/landing-zone';
import { MANAGEMENT_ROLES } from '../../lib/names';
import { policyDocument } from './policy';

/**
 * What the resource-based policy of the organization must not take from the hub account. A delegated administrator may read
 * the organization; an organization has one such policy, which is its owner's to write (Organizations User Guide, "Delegated
 * administrator for AWS Organizations").
 */
export const delegation = (landingZone: LandingZone) =>
  policyDocument({
    Sid: 'WheelwrightReads',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${administratorAccount(landingZone)}:root` },
    Action: ['DescribeAccount', 'ListAccounts', 'ListTagsForResource'].map((name) => `organizations:${name}`),
    Resource: '*',
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': MANAGEMENT_ROLES.map((role) => administratorRoleArn(landingZone, role)) },
    },
  });
