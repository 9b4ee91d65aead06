/** The policy of a bucket that AWS delivers logs to, of all whom the condition covers (AWS docs: centralizing VPC flow logs). */
export const logPolicy = (bucket: string, condition: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AWSLogDeliveryWrite',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...condition } },
      },
      {
        Sid: 'AWSLogDeliveryCheck',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringEquals: condition },
      },
      {
        Sid: 'DenyUnencryptedTraffic',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${bucket}`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
