import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { parseObject } from '../json';
import type { Call } from '../wire/service';
import type { World } from '../world';

/**
 * With the switch `world.s3.deliveryExtendsPolicy`: whoever asks for a delivery of logs, and may put the policy of the bucket,
 * puts a statement for this delivery into it without knowing (Amazon CloudWatch Logs User Guide, "Logs sent to Amazon S3").
 */
export async function extendPolicy(world: World, call: Call, Bucket: string): Promise<void> {
  const action = 's3:PutBucketPolicy';
  const mayPut = (): boolean =>
    world.access.denial(call.caller, { action, resource: { arn: `arn:aws:s3:::${Bucket}` }, keys: {} }, call) ===
    undefined;
  const bucket = world.s3.bucket(Bucket);
  if (!world.s3.deliveryExtendsPolicy || bucket?.ownerId !== call.accountId || !mayPut()) return;
  const client = new S3Client(world.config(call.caller, bucket.region));
  const { Policy } = await client.send(new GetBucketPolicyCommand({ Bucket }));
  const policy = parseObject(Policy ?? '{}') ?? {};
  const statements = [policy['Statement'] ?? []].flat();
  const Sid = `AWSLogDeliveryWrite${statements.length}`;
  const added = {
    ...{ Sid, Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: 's3:PutObject' },
    Resource: `arn:aws:s3:::${Bucket}/AWSLogs/${call.accountId}/*`,
    Condition: { StringEquals: { 'aws:SourceAccount': call.accountId } },
  };
  await client.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement: [...statements, added] }) }),
  );
}
