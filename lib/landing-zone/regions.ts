type Availability = 'default' | 'opt-in';

/**
 * The commercial AWS regions. A new account can use those marked `default` at once; an opt-in region is disabled in it.
 * Source: AWS Account Management reference guide, "Enable or disable AWS Regions in your account".
 */
const REGIONS = {
  'af-south-1': 'opt-in',
  'ap-east-1': 'opt-in',
  'ap-east-2': 'opt-in',
  'ap-northeast-1': 'default',
  'ap-northeast-2': 'default',
  'ap-northeast-3': 'default',
  'ap-south-1': 'default',
  'ap-south-2': 'opt-in',
  'ap-southeast-1': 'default',
  'ap-southeast-2': 'default',
  'ap-southeast-3': 'opt-in',
  'ap-southeast-4': 'opt-in',
  'ap-southeast-5': 'opt-in',
  'ap-southeast-6': 'opt-in',
  'ap-southeast-7': 'opt-in',
  'ca-central-1': 'default',
  'ca-west-1': 'opt-in',
  'eu-central-1': 'default',
  'eu-central-2': 'opt-in',
  'eu-north-1': 'default',
  'eu-south-1': 'opt-in',
  'eu-south-2': 'opt-in',
  'eu-west-1': 'default',
  'eu-west-2': 'default',
  'eu-west-3': 'default',
  'il-central-1': 'opt-in',
  'me-central-1': 'opt-in',
  'me-south-1': 'opt-in',
  'mx-central-1': 'opt-in',
  'sa-east-1': 'default',
  'us-east-1': 'default',
  'us-east-2': 'default',
  'us-west-1': 'default',
  'us-west-2': 'default',
} as const satisfies Record<string, Availability>;

const AVAILABILITY: ReadonlyMap<string, Availability> = new Map(Object.entries(REGIONS));

/** The codes of the commercial AWS regions, sorted. */
export const REGION_NAMES: readonly string[] = Object.keys(REGIONS);

/** Whether a new account can use the region at once. False for an opt-in region and for an unknown code. */
export const enabledByDefault = (region: string): boolean => AVAILABILITY.get(region) === 'default';
