import type { Place } from '../../events';
import { busArn, hubArn, ledgerArn, logBucketArn, type LandingZone } from '../../lib/landing-zone';
import { functionName, roleArn, type FunctionName } from '../../lib/names';

/** Organizations' events and global services live here, and so do our StackSets. */
export const GLOBAL = 'us-east-1';

/** The ARNs of what the hub account has under fixed names. */
export const hubArns = (landingZone: LandingZone) => ({
  inbound: busArn(landingZone, 'inbound'),
  outbound: busArn(landingZone, 'outbound'),
  ledger: ledgerArn(landingZone),
  queue: (name: string): string => hubArn(landingZone, 'sqs', name),
  logBucket: logBucketArn(landingZone),
  logGroup: (name: FunctionName): string =>
    hubArn(landingZone, 'logs', `log-group:/aws/lambda/${functionName(name)}:*`),
  role: (name: FunctionName): string => roleArn(landingZone.hub.accountId, functionName(name)),
  trail: `arn:aws:cloudtrail:${GLOBAL}:${landingZone.organization.managementAccountId}:trail/wheelwright`,
});

/** `vpc-tag-changed` as the logical id of a resource: `VpcTagChanged`. */
export const logicalId = (name: string): string =>
  name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/** Every OU that a segment names, once. */
export const organizationalUnits = ({ segments }: LandingZone): string[] => [
  ...new Set(Object.values(segments).flatMap(({ organizationalUnits: units }) => units)),
];

/** Where spokes' forward rules live: the governed regions, and where IAM's and Route 53's events are. */
export const ruleRegions = ({ regions }: LandingZone): string[] => [...new Set([GLOBAL, ...regions])];

/** What a region is to the families of spokes and of the hub. */
export const placesIn = ({ regions }: LandingZone, region: string): readonly Place[] => [
  ...(region === GLOBAL ? ([GLOBAL] as const) : []),
  ...(regions.includes(region) ? (['governed regions'] as const) : []),
];
