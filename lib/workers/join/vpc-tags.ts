import { CreateTagsCommand, DeleteTagsCommand, DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import type { BoundCalls, Calls } from '../../aws/sdk/calls';
import { STATUS, type VpcStatus, formatStatus } from '../../names';

/** The calls of the join worker itself, beside those of its concepts. */
export const calls = {
  spoke: {
    describeAttribute: DescribeVpcAttributeCommand,
    createTags: CreateTagsCommand,
    deleteTags: DeleteTagsCommand,
  },
  hub: {},
} satisfies Calls;

type Bound = BoundCalls<typeof calls>;

/** Both DNS attributes. EC2 returns one attribute per call. */
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

/** Writes the VPC's tag `wheelwright:status`, or removes it. */
export async function writeStatus(bound: Bound, vpcId: string, status: VpcStatus | undefined): Promise<void> {
  if (status === undefined) await bound.spoke.deleteTags({ Resources: [vpcId], Tags: [{ Key: STATUS }] });
  else await bound.spoke.createTags({ Resources: [vpcId], Tags: [{ Key: STATUS, Value: formatStatus(status) }] });
}
