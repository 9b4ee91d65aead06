/**
 * What `import … from 'wheelwright'` gives to a CDK app of your own. `LandingZone` makes all stacks; each stack is a construct too.
 * Nothing else of the package is public.
 */
export { LandingZoneError, type LandingZone as LandingZoneConfig } from '../lib/landing-zone';
export { FEATURE_FLAGS } from './feature-flags';
export { LandingZone, type LandingZoneProps } from './landing-zone';
export { readLandingZone } from './landing-zone-file';
export { AutomationStack, type AutomationProps } from './stacks/automation';
export { DelegatedStack } from './stacks/delegated';
export { ForwardingStack, type ForwardingProps } from './stacks/forwarding';
export { HubStack } from './stacks/hub';
export { LogArchiveStack } from './stacks/log-archive';
export { ManagementStack } from './stacks/management';
export type { LandingZoneStackProps } from './stacks/props';
export { TrailStack } from './stacks/trail';
