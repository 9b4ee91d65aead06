/** The declared desired state: `landing-zone.yaml`, how it is read, and what follows from it. */
export { hubResourcesSchema, parseHub, type HubResources } from './hub';
export { LandingZoneError, parseLandingZone, type Problem } from './load';
export { allowedSegments, blackholes, dnsOf, pushedTo, reachableSegments, segmentOfCidr, zonesOf } from './lookups';
export {
  AUDIENCE,
  PULL_ACTIONS,
  PULL_BOUNDARY,
  PULL_PATH,
  pullRoleArn,
  pullRoleName,
  pullRolePrefix,
  pullSubjects,
  repositoryArns,
} from './pull';
export { enabledByDefault } from './regions';
export {
  JOIN_CONCEPTS,
  jsonSchema,
  landingZoneSchema,
  type JoinConcept,
  type LandingZone,
  type Segment,
} from './schema';
