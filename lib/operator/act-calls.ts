import { BatchGetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  ListReplaysCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Calls } from '../aws/sdk/calls';

/** How many messages queues have. */
export const drainCalls = { spoke: {}, hub: { attributes: GetQueueAttributesCommand } } satisfies Calls;

/** Messages to workers. */
export const wakeCalls = { spoke: {}, hub: { sendBatch: SendMessageBatchCommand } } satisfies Calls;

/** The order of a sweep. */
export const sweepCalls = { spoke: {}, hub: { send: SendMessageCommand } } satisfies Calls;

export const freezeCalls = { spoke: {}, hub: { query: QueryCommand, update: UpdateItemCommand } } satisfies Calls;

export const replayCalls = {
  spoke: {},
  hub: {
    archive: DescribeArchiveCommand,
    start: StartReplayCommand,
    describe: DescribeReplayCommand,
    list: ListReplaysCommand,
    cancel: CancelReplayCommand,
  },
} satisfies Calls;

export const redriveCalls = {
  spoke: {},
  hub: {
    receive: ReceiveMessageCommand,
    hide: ChangeMessageVisibilityBatchCommand,
    delete: DeleteMessageCommand,
    send: SendMessageCommand,
    attributes: GetQueueAttributesCommand,
  },
} satisfies Calls;

/** The leaves that wait, and their confirmation. */
export const confirmCalls = { spoke: {}, hub: { batchGet: BatchGetItemCommand, put: PutItemCommand } } satisfies Calls;
