import {
  AssociateResolverQueryLogConfigCommand,
  DisassociateResolverQueryLogConfigCommand,
  ListResolverQueryLogConfigAssociationsCommand,
} from '../../aws/resolver';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';

export const calls = {
  spoke: {
    listAssociations: ListResolverQueryLogConfigAssociationsCommand,
    associate: AssociateResolverQueryLogConfigCommand,
    disassociate: DisassociateResolverQueryLogConfigCommand,
  },
  hub: {},
  // With the caller's permissions, Resolver reads the VPC from EC2, and the first association of an account creates the
  // service-linked role AWSServiceRoleForRoute53Resolver.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs', 'iam:CreateServiceLinkedRole'] },
} satisfies Calls;

/** The spoke's associations with the hub's query log config, from one paged list. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const associations = await allPages(async (NextToken) => {
    const page = await spoke.calls.spoke.listAssociations({
      MaxResults: 100,
      NextToken,
      Filters: [{ Name: 'ResolverQueryLogConfigId', Values: [spoke.hub.queryLogConfigId] }],
    });
    return { items: page.ResolverQueryLogConfigAssociations, next: page.NextToken };
  });
  return new Map(
    vpcIds.map((vpcId) => {
      const found = associations.find(({ ResourceId }) => ResourceId === vpcId);
      return [vpcId, { vpcId, status: found?.Status ?? 'absent', error: found?.ErrorMessage ?? found?.Error ?? '' }];
    }),
  );
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const association = { ResolverQueryLogConfigId: change.configId, ResourceId: change.key };
  if (change.verb === 'create') await spoke.calls.spoke.associate(association);
  else await spoke.calls.spoke.disassociate(association);
}
