import { CreateTagsCommand, DeleteTagsCommand, DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import { formatStatus, type VpcStatus } from '../../names/vpc-status';
import { STATUS } from '../../names/tags';
import type { BoundCalls, Calls } from '../../aws/sdk/calls';

/** What the join worker itself asks and says about a VPC, beside its concepts. */
export const calls = {
  spoke: {
    describeAttribute: DescribeVpcAttributeCommand,
    createTags: CreateTagsCommand,
    deleteTags: DeleteTagsCommand,
  },
  hub: {},
} satisfies Calls;

type Bound = BoundCalls<typeof calls>;

/** Both DNS attributes: EC2 tells one at a time. */
export async function dnsAttributes(
  bound: Bound,
  vpcId: string,
): Promise<{ readonly dnsSupport: boolean; readonly dnsHostnames: boolean }> {
  const [support, hostnames] = await Promise.all([
    bound.spoke.describeAttribute({ VpcId: vpcId, Attribute: 'enableDnsSupport' }),
    bound.spoke.describeAttribute({ VpcId: vpcId, Attribute: 'enableDnsHostnames' }),
  ]);
  return {
    dnsSupport: support.EnableDnsSupport?.Value ?? false,
    dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
  };
}

/** Writes `wheelwright:status`, or takes it away. */
export async function note(bound: Bound, vpcId: string, status: VpcStatus | undefined): Promise<void> {
  if (status === undefined) await bound.spoke.deleteTags({ Resources: [vpcId], Tags: [{ Key: STATUS }] });
  else await bound.spoke.createTags({ Resources: [vpcId], Tags: [{ Key: STATUS, Value: formatStatus(status) }] });
}
