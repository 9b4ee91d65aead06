/** The config: reading `landing-zone.yaml`, and what follows from it. */
export { administratorAccount, administratorRoleArn, administratorRoleName, isDelegated } from './administration';
export { landingZoneSchema } from './checked';
export { contains, isCidr, overlaps } from './cidr';
export {
  admissionsArn,
  busArn,
  deadLetterQueueUrl,
  hubArn,
  hubQueueUrl,
  ledgerArn,
  logBucketAccount,
  logBucketArn,
  logBucketName,
  logKeyArn,
  queueUrl,
  sweepQueueUrl,
} from './derived';
export {
  DEPLOYED,
  hubOf,
  HUB_OUTPUTS,
  HUB_PATH,
  hubParameters,
  hubsFrom,
  hubVariable,
  inFolder,
  parseHubs,
  sampleHubVariable,
  type HubResources,
  type Hubs,
} from './hub';
export { mostLeaves, type LeaveLimit } from './leave-limit';
export { parseLandingZone } from './load';
export {
  allowedSegments,
  asSpoke,
  blackholes,
  configuredUnit,
  dnsOf,
  largestVpc,
  pushedTo,
  reachableSegments,
  ruleRegions,
  segmentOfCidr,
  isSpoke,
  whyExcluded,
  sweepReadsZones,
  zoneOwner,
  zoneOwners,
  zonesOf,
} from './lookups';
export { accountTurnMs, hubMs } from './hub-time';
export { namingOf, withTagPrefix } from './naming';
export { LandingZoneError } from './problem';
export { AUDIENCE, PULL_ACTIONS, PULL_BOUNDARY, pullSubjects, repositoryArns } from './pull';
export {
  alarmAddresses,
  noticeAddresses,
  noticeSecrets,
  noticeTopicArn,
  noticeTopicName,
  operators,
  wantedKinds,
  type Recipient,
} from './recipients';
export { enabledByDefault, REGION_NAMES } from './regions';
export { jsonSchema, type LandingZone } from './schema';
