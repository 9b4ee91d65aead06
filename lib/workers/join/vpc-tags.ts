import { CreateTagsCommand, DeleteTagsCommand, DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import type { BoundCalls, Calls } from '../../aws/sdk/calls';
import { MEMBER, STATUS, type VpcStatus, formatStatus } from '../../names';

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

/**
 * Writes the VPC's tag `wheelwright:status`, and with it `wheelwright:member` unless the VPC is refused: then Wheelwright has
 * not changed it. Without a status, removes both.
 */
export async function writeStatus(bound: Bound, vpcId: string, status: VpcStatus | undefined): Promise<void> {
  const Resources = [vpcId];
  if (status === undefined) await bound.spoke.deleteTags({ Resources, Tags: [{ Key: STATUS }, { Key: MEMBER }] });
  else {
    const member = status.phase === 'refused' ? [] : [{ Key: MEMBER, Value: 'true' }];
    await bound.spoke.createTags({ Resources, Tags: [{ Key: STATUS, Value: formatStatus(status) }, ...member] });
  }
}
