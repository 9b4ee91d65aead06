/** Regions that every account has without opting in (AWS docs: account management, "Enable or disable AWS Regions"). */
const ENABLED_BY_DEFAULT: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

/** Whether a new account can use the region at once. All regions since 2019 are opt-in ones. */
export const enabledByDefault = (region: string): boolean => ENABLED_BY_DEFAULT.has(region);
