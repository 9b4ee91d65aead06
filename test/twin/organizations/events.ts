import type { World } from '../world';

/** Making one takes longer than a whole call. */
const FORMAT = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'medium' });

/** `Jul 17, 2025, 2:53:40 PM`: how Organizations writes times into its CloudTrail events. */
export const usTime = (date: Date): string => FORMAT.format(date).replaceAll('\u202f', ' ');

/** An event of the service itself, in the management account; Organizations runs in us-east-1 only. */
export function announce(world: World, eventName: string, details: Readonly<Record<string, unknown>>): void {
  world.trail.serviceEvent({
    accountId: world.organizations.managementAccountId,
    region: 'us-east-1',
    source: 'aws.organizations',
    eventName,
    details,
  });
}
