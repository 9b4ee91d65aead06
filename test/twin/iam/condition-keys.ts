/**
 * The condition keys that the twin fills in wherever AWS does. A policy with another one cannot be evaluated:
 * taking it for absent would let a negated condition pass.
 */
const KEYS: ReadonlySet<string> = new Set(
  [
    ...['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalType'],
    ...['aws:PrincipalIsAWSService', 'aws:PrincipalServiceName', 'aws:userid'],
    ...['aws:SourceArn', 'aws:SourceAccount', 'aws:SourceOrgID', 'aws:SourceOrgPaths'],
    ...['aws:ResourceAccount', 'aws:ResourceOrgID', 'aws:ResourceOrgPaths'],
    ...['aws:SecureTransport', 'aws:RequestedRegion', 'aws:CurrentTime', 'aws:TagKeys'],
    ...['sts:ExternalId', 'sts:RoleSessionName'],
    ...['iam:AWSServiceName', 'iam:PassedToService', 'iam:PermissionsBoundary', 'iam:PolicyARN'],
    ...['account:TargetRegion', 'kms:ViaService', 'dynamodb:LeadingKeys'],
    ...['events:source', 'events:detail-type', 's3:x-amz-acl', 'ec2:CreateAction', 'ec2:Ipv4IpamPoolId'],
    ...['ec2:VpceServiceName', 'route53:VPCs', 'cloudformation:TargetRegion'],
    ...['ram:Principal', 'ram:ResourceArn', 'ram:ResourceShareName', 'ram:ShareOwnerAccountId'],
  ].map((key) => key.toLowerCase()),
);

/** Keys with a tag's key behind the slash, and the claims of an OIDC provider. */
const FAMILIES = [
  /^aws:(principal|resource|request)tag\/.+$/,
  /^(ec2|iam):resourcetag\/.+$/,
  /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^:]*)?:(aud|sub)$/,
];

/** Whether the twin evaluates a condition key, in any case. */
export const isKnownKey = (key: string): boolean =>
  KEYS.has(key.toLowerCase()) || FAMILIES.some((family) => family.test(key.toLowerCase()));
