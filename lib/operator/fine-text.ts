import { dnsOf, reachableSegments, zonesOf, type LandingZone } from '../landing-zone';
import { membershipOf, type Target } from '../reconcile/target';

/** What a concept has where nothing is wrong with it, from the config. */
export function fineText(landingZone: LandingZone, target: Target, concept: string, region: string): string {
  if (target.intent === 'leave') return 'nothing of it is left';
  const segment = membershipOf(target)?.segment ?? '';
  switch (concept) {
    case 'query-log':
      return 'DNS queries are logged';
    case 'flow-log':
      return 'flows are logged';
    case 'attachment':
      return 'attached, a subnet per Availability Zone';
    case 'segment-routing':
      return `in "${segment}", propagated to ${reachableSegments(landingZone, segment).join(', ')}`;
    case 'vpc-route':
      return 'every route table leads the mesh to the transit gateway';
    case 'private-zone':
      return zonesOf(landingZone, segment).join(', ') || 'no zone';
    case 's3-endpoint':
      return landingZone.join.s3Endpoint === 'off' ? 'off' : 'a gateway endpoint for S3';
    case 'dhcp-options':
      return dnsOf(landingZone, segment) === 'inbound' ? "uses the hub's resolver" : 'uses its own DNS servers';
    case 'region-opt-in':
      return `${region} is enabled`;
    case 'spoke-access':
      return 'has our roles and rules';
    case 'resource-share':
      return "a principal of the hub's shares";
    default:
      return 'as wanted';
  }
}
