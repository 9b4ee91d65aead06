import { DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { createStack } from '../cloudformation/single-stack';
import { as, HUB, worldWithOrganization, REGION } from '../organization-fixture';
import type { World } from '../world';

const TOPIC = `arn:aws:sns:${REGION}:${HUB}:notices`;
const publishing = (sourceArn: string) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: {
    Topics: [{ Ref: 'Topic' }],
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TOPIC,
        Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
      },
    },
  },
});
const Resources = {
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs-of-ours' } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'policies',
      EventPattern: { source: ['aws.s3'], detail: { requestParameters: { bucketName: ['logs-of-ours'] } } },
      Targets: [{ Id: 'topic', Arn: { Ref: 'Topic' } }],
    },
  },
};

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});

const deployed = async (more: object) => {
  const template = JSON.stringify({ Resources: { ...Resources, ...more } });
  await createStack(world, { name: 'stack', region: REGION, deployer: world.administrator(HUB), template });
  await new S3Client(as(world, HUB)).send(new DeleteBucketPolicyCommand({ Bucket: 'logs-of-ours' }));
  await world.clock.jump(5000);
};

it('keeps what a rule publishes if its policy admits the rule', async () => {
  await deployed({ Policy: publishing(`arn:aws:events:${REGION}:${HUB}:rule/policies`) });
  expect(world.sns.messages(TOPIC).at(-1)).toContain('"eventName":"DeleteBucketPolicy"');
});

it('refuses a rule without a policy, or another rule than the policy admits', async () => {
  await deployed({ Policy: publishing(`arn:aws:events:${REGION}:${HUB}:rule/others`) });
  expect(world.sns.messages(TOPIC)).toEqual([]);
  expect(world.eventbridge.undelivered.at(-1)).toMatchObject({ code: 'NO_PERMISSIONS', targetArn: TOPIC });
});
