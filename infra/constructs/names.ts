import type { Place } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';

/** Organizations' events and global services live here, and so do our StackSets. */
export const GLOBAL = 'us-east-1';

export type WorkerName = 'enroll' | 'join' | 'grant-pull';
export type FunctionName = 'route' | WorkerName | 'sweep';
export const WORKERS: readonly WorkerName[] = ['enroll', 'join', 'grant-pull'];
export const FUNCTIONS: readonly FunctionName[] = ['route', ...WORKERS, 'sweep'];

/** Roles by their fixed names: stacks of different accounts share names, never references. */
export const ROLES = {
  orgRead: 'wheelwright-org-read',
  enroll: 'wheelwright-enroll',
  join: 'wheelwright-join',
  grantPull: 'wheelwright-grant-pull',
  forwarder: 'wheelwright-forwarder',
} as const;

export const functionName = (name: FunctionName): string => `wheelwright-${name}`;
export const roleArn = (accountId: string, role: string): string => `arn:aws:iam::${accountId}:role/${role}`;

/** The ARNs of what the hub account has under fixed names. */
export const hubArns = ({ hub, organization, logs }: LandingZone) => {
  const regional = (service: string, resource: string): string =>
    `arn:aws:${service}:${hub.region}:${hub.accountId}:${resource}`;
  return {
    inbound: regional('events', 'event-bus/wheelwright-inbound'),
    outbound: regional('events', 'event-bus/wheelwright-outbound'),
    ledger: regional('dynamodb', 'table/wheelwright-ledger'),
    queue: (name: string): string => regional('sqs', name),
    logBucket: `arn:aws:s3:::${logBucketName({ hub, logs })}`,
    logGroup: (name: FunctionName): string => regional('logs', `log-group:/aws/lambda/${functionName(name)}:*`),
    role: (name: FunctionName): string => roleArn(hub.accountId, functionName(name)),
    trail: `arn:aws:cloudtrail:${GLOBAL}:${organization.managementAccountId}:trail/wheelwright`,
  };
};

export const logBucketName = ({ hub, logs }: Pick<LandingZone, 'hub' | 'logs'>): string =>
  logs.bucket?.existing ?? `wheelwright-logs-${hub.accountId}-${hub.region}`;

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
