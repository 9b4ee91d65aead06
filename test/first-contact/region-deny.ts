import { AttachPolicyCommand, CreatePolicyCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';

/**
 * Attaches a region deny as Control Tower's to the root, an OU or an account: services without regions are exempt, CloudFormation
 * and events are not. It is not documented in which region Route 53 describes a VPC for its caller; the twin says us-east-1, and so
 * this one action is exempt, too.
 */
export async function denyRegions(
  organizations: OrganizationsClient,
  TargetId: string,
  allowed: readonly string[],
): Promise<void> {
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Regions',
        Effect: 'Deny',
        NotAction: ['account:*', 'iam:*', 'organizations:*', 'route53:*', 'sts:*', 'ec2:DescribeVpcs'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': allowed } },
      },
    ],
  });
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({
      ...{ Name: 'region-deny', Description: 'Control Tower', Type: 'SERVICE_CONTROL_POLICY', Content },
    }),
  );
  await organizations.send(new AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId }));
}
