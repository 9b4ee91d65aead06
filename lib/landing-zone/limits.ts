/** The limits of one landing zone. AWS raises some of these quotas on request; the number here must then be raised, too. */

/** A segment is a route table of the transit gateway. AWS docs: Transit Gateway, "Quotas"; adjustable. */
export const MAX_SEGMENTS = 20;

/**
 * Spokes route the mesh prefix list in their VPC route tables, where a list counts with its maximum number of entries.
 * AWS docs: VPC, "Amazon VPC quotas", routes per route table; adjustable up to 1,000.
 */
export const MAX_MESH_PREFIXES = 500;

/**
 * Seven days. Instances take new DHCP options "within a few hours" (AWS docs: VPC, "DHCP option sets"). A longer drain is
 * more likely a number of seconds or milliseconds, and would keep the path to a leaving VPC open.
 */
export const MAX_DRAIN_MINUTES = 7 * 24 * 60;

/** A set of DHCP options holds four name servers (AWS docs: VPC, "DHCP option sets"). */
export const MAX_NAME_SERVERS = 4;
