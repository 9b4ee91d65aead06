import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LandingZone } from '../../../lib/landing-zone';
import type { World } from '../world';
import { FUNCTION_SECONDS } from './functions';
import { places } from './places';

const WORKERS = ['enroll', 'join', 'grant-pull'] as const;
/** AWS asks for six times the function's timeout. */
const VISIBILITY_SECONDS = 6 * FUNCTION_SECONDS;
const FOURTEEN_DAYS = 14 * 24 * 3600;

/** Ledger, queues with their dead queues, buses and the archive. */
export async function hubPlumbing(world: World, landingZone: LandingZone) {
  const { hub } = landingZone;
  const at = places(world, landingZone);
  await new DynamoDBClient(at.hub).send(
    new CreateTableCommand({
      TableName: 'wheelwright-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  const sqs = new SQSClient(at.hub);
  const arn = (name: string): string => `arn:aws:sqs:${hub.region}:${hub.accountId}:${name}`;
  const queue = async (QueueName: string, Attributes: Record<string, string>): Promise<string> => {
    const fifo: Record<string, string> = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    const all = { MessageRetentionPeriod: String(FOURTEEN_DAYS), ...fifo, ...Attributes };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: all }));
    return QueueUrl ?? '';
  };
  const redrive = (dead: string, maxReceiveCount: number): Record<string, string> => ({
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(dead), maxReceiveCount }),
  });
  const fromEventBridge = (name: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn(name),
        },
      ],
    });
  await queue('wheelwright-intake-dead', {});
  await queue('wheelwright-undelivered', { Policy: fromEventBridge('wheelwright-undelivered') });
  await queue('wheelwright-intake', {
    Policy: fromEventBridge('wheelwright-intake'),
    ...redrive('wheelwright-intake-dead', 5),
  });
  const queueUrls: Record<string, string> = {};
  for (const worker of WORKERS) {
    const dead = `wheelwright-${worker}-dead.fifo`;
    await queue(dead, {});
    queueUrls[worker] = await queue(`wheelwright-${worker}.fifo`, redrive(dead, 1000));
  }
  const events = new eventbridge.EventBridgeClient(at.hub);
  const bus = (name: string): string => `arn:aws:events:${hub.region}:${hub.accountId}:event-bus/${name}`;
  for (const Name of ['wheelwright-inbound', 'wheelwright-outbound'])
    await events.send(new eventbridge.CreateEventBusCommand({ Name }));
  await events.send(
    new eventbridge.PutPermissionCommand({
      EventBusName: 'wheelwright-inbound',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Forwarders',
            Effect: 'Allow',
            Principal: '*',
            Action: 'events:PutEvents',
            Resource: bus('wheelwright-inbound'),
            Condition: {
              StringEquals: { 'aws:PrincipalOrgID': landingZone.organization.id },
              ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/wheelwright-forwarder' },
            },
          },
        ],
      }),
    }),
  );
  const busArns = { inbound: bus('wheelwright-inbound'), outbound: bus('wheelwright-outbound') };
  await events.send(
    new eventbridge.CreateArchiveCommand({
      ArchiveName: 'wheelwright-inbound',
      EventSourceArn: busArns.inbound,
      RetentionDays: 90,
    }),
  );
  return { ledgerTable: 'wheelwright-ledger', queueUrls, busArns };
}
