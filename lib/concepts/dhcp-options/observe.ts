import { clusters } from '../../aws/read/clusters';
import { allPages } from '../../aws/sdk/pages';
import { allowedSegments, dnsOf } from '../../landing-zone';
import { FORMER, JOIN } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { DhcpOptions, Vpc } from '../../aws/read/shapes';
import type { calls } from './calls';
import type { Actual } from './plan';

type Here = Spoke<typeof calls>;

/** A VPC without options at all is said to have the set `default`. */
const NONE: DhcpOptions = { dhcpOptionsId: 'default', configuration: {}, tags: {} };

export async function observe(spoke: Here, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const [vpcs, sets] = await Promise.all([spoke.reads.vpcs(), spoke.reads.dhcpOptions()]);
  const ours = sets.filter(({ tags }) => tags[FORMER] !== undefined);
  const rules = once(() => ruleAssociations(spoke));
  const inbound = allowedSegments(spoke.landingZone, spoke.account.ouPath).some(
    (segment) => dnsOf(spoke.landingZone, segment) === 'inbound',
  );
  const entries = await Promise.all(
    vpcs
      .filter(({ vpcId }) => vpcIds.includes(vpcId))
      .map(async (vpc): Promise<[string, Actual]> => {
        const current = sets.find(({ dhcpOptionsId }) => dhcpOptionsId === vpc.dhcpOptionsId) ?? NONE;
        const switched = ours.includes(current);
        return [
          vpc.vpcId,
          {
            vpcId: vpc.vpcId,
            current,
            ours,
            unused: ours
              .map(({ dhcpOptionsId }) => dhcpOptionsId)
              .filter((id) => !vpcs.some((each) => each.dhcpOptionsId === id)),
            // Asked only where a change may be due: these are calls per VPC.
            ownNames: inbound && !switched && vpc.tags[JOIN] !== undefined ? await ownNames(spoke, vpc, rules) : [],
          },
        ];
      }),
  );
  return new Map(entries);
}

/** Names that instances resolve today because they ask the VPC's own resolver, each named for people. */
async function ownNames(spoke: Here, vpc: Vpc, rules: () => Promise<readonly Rule[]>): Promise<readonly string[]> {
  const [zones, endpoints, associations, eks] = await Promise.all([
    spoke.reads.zonesOf(vpc.vpcId),
    spoke.reads.endpoints(),
    rules(),
    clusters(spoke),
  ]);
  const configured = new Set(Object.values(spoke.hub.zoneIds));
  return [
    ...zones
      .filter(({ zoneId }) => !configured.has(zoneId))
      .map(({ zoneId, name }) => `private zone ${name} (${zoneId})`),
    ...endpoints
      .filter((endpoint) => endpoint.vpcId === vpc.vpcId && endpoint.privateDns)
      .map(({ endpointId, serviceName }) => `interface endpoint ${endpointId} for ${serviceName}`),
    // EKS wants AmazonProvidedDNS for it (EKS user guide, cluster endpoint).
    ...eks
      .filter(({ privateIn }) => privateIn === vpc.vpcId)
      .map(({ name }) => `private endpoint of EKS cluster ${name}`),
    ...associations.filter(({ vpcId }) => vpcId === vpc.vpcId).map(({ ruleId }) => `resolver rule ${ruleId}`),
  ].sort();
}

interface Rule {
  readonly ruleId: string;
  readonly vpcId: string;
}

/** The rules that every VPC has by AWS's own doing (`rslvr-autodefined-…`) say nothing about names of the team's. */
const ruleAssociations = async (spoke: Here): Promise<readonly Rule[]> => {
  const all = await allPages(async (NextToken) => {
    const page = await spoke.calls.spoke.listRuleAssociations({ MaxResults: 100, NextToken });
    return {
      items: page.ResolverRuleAssociations?.map(({ ResolverRuleId, VPCId }) => ({
        ruleId: ResolverRuleId ?? '',
        vpcId: VPCId ?? '',
      })),
      next: page.NextToken,
    };
  });
  return all.filter(({ ruleId }) => !ruleId.startsWith('rslvr-autodefined-'));
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
