import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import type { Calls } from '../aws/sdk/calls';

/** Every command reads the ids of the hub's resources. */
export const connectionCalls = { spoke: {}, hub: { getParameters: GetParametersByPathCommand } } satisfies Calls;

/** The ledger's items of a spoke, of a target's history and of a list. */
export const ledgerCalls = { spoke: {}, hub: { query: QueryCommand } } satisfies Calls;

/** What is recorded of admitted ranges and of sweeps. */
export const admissionCalls = {
  spoke: {},
  hub: { query: QueryCommand, batchGetItem: BatchGetItemCommand },
} satisfies Calls;

/** How many messages a queue has. */
export const queueCalls = { spoke: {}, hub: { queueAttributes: GetQueueAttributesCommand } } satisfies Calls;

/** A message to a worker. */
export const messageCalls = { spoke: {}, hub: { send: SendMessageCommand } } satisfies Calls;
