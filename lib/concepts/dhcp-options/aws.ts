import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  CreateTagsCommand,
  DeleteDhcpOptionsCommand,
} from '@aws-sdk/client-ec2';
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
import { FORMER, JOIN, MANAGED, STATUS, formatStatus } from '../../names';

export const calls = {
  spoke: {
    createOptions: CreateDhcpOptionsCommand,
    associateOptions: AssociateDhcpOptionsCommand,
    deleteOptions: DeleteDhcpOptionsCommand,
    createTags: CreateTagsCommand,
    listClusters: ListClustersCommand,
    describeCluster: DescribeClusterCommand,
    listRuleAssociations: ListResolverRuleAssociationsCommand,
  },
  hub: {},
} satisfies Calls;

type Here = Spoke<typeof calls>;

/** A VPC without options at all is said to have the set `default`. */
const NONE: DhcpOptions = { dhcpOptionsId: 'default', configuration: {}, tags: {} };

export async function observe(spoke: Here, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const [vpcs, sets] = await Promise.all([spoke.reads.vpcs(), spoke.reads.dhcpOptions()]);
  const ours = sets.filter(({ tags }) => tags[FORMER] !== undefined);
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
            ownNames: inbound && !switched && vpc.tags[JOIN] !== undefined ? await ownNames(spoke, vpc) : [],
          },
        ];
      }),
  );
  return new Map(entries);
}

/** Names that instances resolve today because they ask the VPC's own resolver, each named for people. */
async function ownNames(spoke: Here, vpc: Vpc): Promise<readonly string[]> {
  const [zones, endpoints, associations, eks] = await Promise.all([
    spoke.reads.zonesOf(vpc.vpcId),
    spoke.reads.endpoints(),
    spoke.once('resolver rule associations', () => ruleAssociations(spoke)),
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

export async function apply(change: Change, spoke: Here): Promise<void> {
  spoke.reads.drop('dhcpOptions', 'vpcs');
  switch (change.what) {
    case 'switch': {
      const tags = { [MANAGED]: 'true', [FORMER]: change.former };
      const id = change.reuse ?? (await created(spoke, change.configuration, tags));
      await associate(spoke, change.key, id);
      return;
    }
    case 'restore':
      await restore(change, spoke);
      return;
    case 'remove':
      await remove(change.dhcpOptionsId, spoke);
  }
}

/** VPCs that leave together see the same unused sets: one that is gone already is removed. */
async function remove(DhcpOptionsId: string, spoke: Here): Promise<void> {
  try {
    await spoke.calls.spoke.deleteOptions({ DhcpOptionsId });
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}

/** The drain is marked on the VPC before anything else: whatever happens then, the path stays long enough. */
async function restore(change: Change & { what: 'restore' }, spoke: Here): Promise<void> {
  if (change.drainedUntil !== undefined) {
    const status = formatStatus({ phase: 'leaving', drainedUntil: new Date(change.drainedUntil) });
    await spoke.calls.spoke.createTags({ Resources: [change.key], Tags: toTags({ [STATUS]: status }) });
  }
  try {
    await associate(spoke, change.key, change.former);
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
    await associate(spoke, change.key, await created(spoke, change.configuration, { [MANAGED]: 'true' }));
  }
}

const associate = async (spoke: Here, vpcId: string, dhcpOptionsId: string): Promise<void> => {
  await spoke.calls.spoke.associateOptions({ VpcId: vpcId, DhcpOptionsId: dhcpOptionsId });
};

async function created(spoke: Here, configuration: DhcpOptions['configuration'], tags: Tags): Promise<string> {
  const { DhcpOptions } = await spoke.calls.spoke.createOptions({
    DhcpConfigurations: Object.entries(configuration).map(([Key, Values]) => ({ Key, Values: [...Values] })),
    TagSpecifications: [{ ResourceType: 'dhcp-options', Tags: toTags(tags) }],
  });
  if (DhcpOptions?.DhcpOptionsId === undefined) throw new TypeError('CreateDhcpOptions answered without an id.');
  return DhcpOptions.DhcpOptionsId;
}
