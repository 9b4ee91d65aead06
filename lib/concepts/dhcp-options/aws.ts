import { AssociateDhcpOptionsCommand, CreateDhcpOptionsCommand, DeleteDhcpOptionsCommand } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import { clusters } from '../../aws/read/clusters';
import type { DhcpOptions, Vpc } from '../../aws/read/shapes';
import { ListResolverRuleAssociationsCommand } from '../../aws/resolver';
import type { Calls } from '../../aws/sdk/calls';
import { isFailure } from '../../aws/sdk/failure';
import { allPages } from '../../aws/sdk/pages';
import { allowedSegments, dnsOf } from '../../landing-zone';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';
import { type Tags, toTags } from '../../aws/sdk/tags';
import { FORMER, JOIN, MANAGED } from '../../names';

export const calls = {
  spoke: {
    createOptions: CreateDhcpOptionsCommand,
    associateOptions: AssociateDhcpOptionsCommand,
    deleteOptions: DeleteDhcpOptionsCommand,
    listClusters: ListClustersCommand,
    describeCluster: DescribeClusterCommand,
    listRuleAssociations: ListResolverRuleAssociationsCommand,
  },
  hub: {},
  // The shared reads: the sets, and what the VPC's own resolver answers.
  alsoNeeds: {
    spoke: ['ec2:CreateTags', 'ec2:DescribeDhcpOptions', 'ec2:DescribeVpcEndpoints', 'route53:ListHostedZonesByVPC'],
  },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;

/** EC2 reports the id `default` for a VPC without a set of options. */
const NONE: DhcpOptions = { dhcpOptionsId: 'default', configuration: {}, tags: {} };

export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const vpcs = await spoke.reads.vpcs();
  const sets = seenOfOurs(spoke, vpcs, vpcIds) ?? (await spoke.reads.dhcpOptions());
  const ours = sets.filter(({ tags }) => tags[FORMER] !== undefined);
  const inbound = allowedSegments(spoke.landingZone, spoke.account).some(
    (segment) => dnsOf(spoke.landingZone, segment) === 'inbound',
  );
  const isSwitched = ({ dhcpOptionsId }: Vpc): boolean => ours.some((set) => set.dhcpOptionsId === dhcpOptionsId);
  // All names are read only if a switch may follow: these are several calls per VPC. Later, what is read anyway: the zones of
  // a spoke's only VPC, and all endpoints.
  const names = (vpc: Vpc): Promise<readonly string[]> =>
    isSwitched(vpc) ? laterNames(spoke, vpc, vpcIds.length === 1) : ownNames(spoke, vpc);
  const unused = ours
    .map(({ dhcpOptionsId }) => dhcpOptionsId)
    .filter((id) => !vpcs.some((each) => each.dhcpOptionsId === id));
  const entries = vpcIds.map(async (vpcId): Promise<[string, Actual]> => {
    // A VPC that does not exist any more has no set; ours that it used may be left.
    const vpc = vpcs.find((each) => each.vpcId === vpcId);
    const current = sets.find(({ dhcpOptionsId }) => dhcpOptionsId === vpc?.dhcpOptionsId) ?? NONE;
    const own = inbound && vpc?.tags[JOIN] !== undefined ? await names(vpc) : [];
    return [vpcId, { vpcId, current, ours, unused, ownNames: own }];
  });
  return new Map(await Promise.all(entries));
}

/** The sets of these VPCs, if they exist and use sets of ours that were seen. One that was left over is found when all are read. */
function seenOfOurs({ reads }: ConceptSpoke, vpcs: readonly Vpc[], vpcIds: readonly string[]) {
  const used = vpcs.filter(({ vpcId }) => vpcIds.includes(vpcId)).map(({ dhcpOptionsId }) => dhcpOptionsId);
  const seen = used.length < vpcIds.length ? undefined : reads.seenDhcpOptions.of(used);
  return seen?.every(({ tags }) => tags[FORMER] !== undefined) === true ? seen : undefined;
}

/** What the VPC's own resolver answers and the hub's would not: zones, endpoints, rules, each as a phrase for the refusal. */
async function ownNames(spoke: ConceptSpoke, vpc: Vpc): Promise<readonly string[]> {
  const [names, associations, eks] = await Promise.all([
    laterNames(spoke, vpc, true),
    spoke.once('resolver rule associations', () => ruleAssociations(spoke)),
    clusters(spoke),
  ]);
  return [
    ...names,
    // A private endpoint needs AmazonProvidedDNS (EKS user guide, cluster endpoint).
    ...eks
      .filter(({ privateEndpointVpcId }) => privateEndpointVpcId === vpc.vpcId)
      .map(({ name }) => `private endpoint of EKS cluster ${name}`),
    ...associations.filter(({ vpcId }) => vpcId === vpc.vpcId).map(({ ruleId }) => `resolver rule ${ruleId}`),
  ].sort();
}

async function laterNames(spoke: ConceptSpoke, { vpcId }: Vpc, withZones: boolean): Promise<readonly string[]> {
  const zones = withZones ? await spoke.reads.zonesOf(vpcId) : [];
  const endpoints = await spoke.reads.endpoints();
  const configured = new Set(Object.values(spoke.hub.zoneIds));
  return [
    ...zones
      .filter(({ zoneId }) => !configured.has(zoneId))
      .map(({ zoneId, name }) => `private zone ${name} (${zoneId})`),
    ...endpoints
      .filter((endpoint) => endpoint.vpcId === vpcId && endpoint.privateDns)
      .map(({ endpointId, serviceName }) => `interface endpoint ${endpointId} for ${serviceName}`),
  ];
}

interface RuleAssociation {
  readonly ruleId: string;
  readonly vpcId: string;
}

/** Without the rules that AWS associates with every VPC (`rslvr-autodefined-…`). */
const ruleAssociations = async (spoke: ConceptSpoke): Promise<readonly RuleAssociation[]> => {
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

export async function apply(change: Change, spoke: ConceptSpoke): Promise<void> {
  spoke.reads.drop('dhcpOptions', 'vpcs');
  switch (change.what) {
    case 'switch': {
      const tags = { [MANAGED]: 'true', [FORMER]: change.former };
      if (change.reuse !== undefined && (await associated(spoke, change.key, change.reuse))) return;
      await associate(spoke, change.key, await create(spoke, change.configuration, tags));
      return;
    }
    case 'restore':
      await restore(change, spoke);
      return;
    case 'remove':
      await remove(change.dhcpOptionsId, spoke);
  }
}

/**
 * Several VPCs of one run plan to delete the same unused set: it is deleted once. One that is gone has no tags, so the
 * second call would be denied, as the role may delete sets with our tag only. One that is in use again stays.
 */
const remove = (DhcpOptionsId: string, spoke: ConceptSpoke): Promise<void> =>
  spoke.once(`delete ${DhcpOptionsId}`, async () => {
    try {
      await spoke.calls.spoke.deleteOptions({ DhcpOptionsId });
    } catch (error) {
      if (!isFailure(error, 'not-found', 'conflict')) throw error;
    }
  });

async function restore(change: Change & { what: 'restore' }, spoke: ConceptSpoke): Promise<void> {
  if (await associated(spoke, change.key, change.former)) return;
  await associate(spoke, change.key, await create(spoke, change.configuration, { [MANAGED]: 'true' }));
}

/** Associates a set, and returns whether it exists. */
async function associated(spoke: ConceptSpoke, vpcId: string, dhcpOptionsId: string): Promise<boolean> {
  try {
    await associate(spoke, vpcId, dhcpOptionsId);
    return true;
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
    return false;
  }
}

const associate = async (spoke: ConceptSpoke, vpcId: string, dhcpOptionsId: string): Promise<void> => {
  await spoke.calls.spoke.associateOptions({ VpcId: vpcId, DhcpOptionsId: dhcpOptionsId });
};

async function create(spoke: ConceptSpoke, configuration: DhcpOptions['configuration'], tags: Tags): Promise<string> {
  const { DhcpOptions } = await spoke.calls.spoke.createOptions({
    DhcpConfigurations: Object.entries(configuration).map(([Key, Values]) => ({ Key, Values: [...Values] })),
    TagSpecifications: [{ ResourceType: 'dhcp-options', Tags: toTags(tags) }],
  });
  const dhcpOptionsId = DhcpOptions?.DhcpOptionsId;
  if (dhcpOptionsId === undefined) throw new TypeError('CreateDhcpOptions returned no DhcpOptionsId, expected one.');
  spoke.reads.seenDhcpOptions.add([{ dhcpOptionsId, configuration, tags }]);
  return dhcpOptionsId;
}
