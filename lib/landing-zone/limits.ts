/** What one landing zone holds at most. AWS raises some of its quotas on request: then the number here is raised, too. */

/** A segment is a route table of the transit gateway. AWS docs: Transit Gateway, "Quotas"; adjustable. */
export const SEGMENTS_AT_MOST = 20;

/**
 * Spokes route the mesh prefix list in their VPC route tables, where a list counts with its maximum number of entries.
 * AWS docs: VPC, "Amazon VPC quotas", routes per route table; adjustable up to 1,000.
 */
export const MESH_PREFIXES_AT_MOST = 500;

/**
 * Seven days. Instances take new DHCP options "within a few hours" (AWS docs: VPC, "DHCP option sets"), so a drain of more
 * than a week is a number of seconds or milliseconds by mistake, and the path to a VPC that has left stays open for it.
 */
export const DRAIN_MINUTES_AT_MOST = 7 * 24 * 60;

/** A set of DHCP options holds four name servers (AWS docs: VPC, "DHCP option sets"). */
export const NAME_SERVERS_AT_MOST = 4;
