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

/** Writes the VPC's tag `wheelwright:status`, and with it `wheelwright:member` where Wheelwright changes the VPC. */
export async function writeStatus(
  bound: Bound,
  vpcId: string,
  status: VpcStatus,
  { member }: { readonly member: boolean },
): Promise<void> {
  const marks = member ? [{ Key: MEMBER, Value: 'true' }] : [];
  await bound.spoke.createTags({
    Resources: [vpcId],
    Tags: [{ Key: STATUS, Value: formatStatus(status) }, ...marks],
  });
}

/** Removes both tags. */
export async function removeStatus(bound: Bound, vpcId: string): Promise<void> {
  await bound.spoke.deleteTags({ Resources: [vpcId], Tags: [{ Key: STATUS }, { Key: MEMBER }] });
}
