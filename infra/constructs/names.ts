import type { Place } from '../../events';
import {
  admissionsArn,
  busArn,
  hubArn,
  HUB_PATH,
  ledgerArn,
  logBucketArn,
  namingOf,
  type LandingZone,
} from '../../lib/landing-zone';
import {
  NOTICES_TABLE,
  functionName,
  functionRoleName,
  operatorRoleArn,
  roleArn,
  type FunctionName,
  type OperatorRole,
} from '../../lib/names';

/** The region of AWS Organizations' events, of global services' events, and of our StackSets. */
export const GLOBAL = 'us-east-1';

/** The name of the RAM share of the hub's resources. */
export const HUB_SHARE = 'wheelwright-hub';

/** ARNs of resources with fixed names in the hub account, and of the trail. */
export const hubArns = (landingZone: LandingZone) => ({
  inbound: busArn(landingZone, 'inbound'),
  outbound: busArn(landingZone, 'outbound'),
  ledger: ledgerArn(landingZone),
  admissions: admissionsArn(landingZone),
  notices: hubArn(landingZone, 'dynamodb', `table/${NOTICES_TABLE}`),
  queue: (name: string): string => hubArn(landingZone, 'sqs', name),
  logBucket: logBucketArn(landingZone),
  logGroup: (name: FunctionName): string =>
    hubArn(landingZone, 'logs', `log-group:/aws/lambda/${functionName(name)}:*`),
  role: (name: FunctionName): string => {
    const naming = namingOf(landingZone);
    return roleArn(landingZone.hub.accountId, functionRoleName(name, naming), naming);
  },
  operatorRole: (role: OperatorRole): string => operatorRoleArn(landingZone.hub.accountId, role, namingOf(landingZone)),
  hubParameters: hubArn(landingZone, 'ssm', `parameter${HUB_PATH}`),
  trail: `arn:aws:cloudtrail:${GLOBAL}:${landingZone.organization.managementAccountId}:trail/wheelwright`,
});

/** A name as a construct id: `vpc-tag-changed` becomes `VpcTagChanged`. */
export const logicalId = (name: string): string =>
  name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/** Every OU of a segment, once. */
export const organizationalUnits = ({ segments }: LandingZone): string[] => [
  ...new Set(Object.values(segments).flatMap(({ organizationalUnits: units }) => units)),
];

/** The regions in which Wheelwright calls AWS for spokes: the governed ones, and us-east-1 for Route 53. */
export const regionsOfCalls = ({ regions }: LandingZone): string[] => [...new Set([GLOBAL, ...regions])];

/** The places of event families that a region counts as, for spokes and the hub. */
export const placesIn = ({ regions }: LandingZone, region: string): readonly Place[] => [
  ...(region === GLOBAL ? ([GLOBAL] as const) : []),
  ...(regions.includes(region) ? (['governed regions'] as const) : []),
];
