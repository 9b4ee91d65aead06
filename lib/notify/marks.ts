import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { bind } from '../aws/sdk/calls';
import { isFailure } from '../aws/sdk/failure';
import type { Clock } from '../aws/sdk/clock';
import type { Session } from '../aws/sdk/session';
import { NOTICES_TABLE } from '../names';

const CALLS = { get: GetItemCommand, put: PutItemCommand, update: UpdateItemCommand, delete: DeleteItemCommand };

/** Longer than a message stays in a dead-letter queue, from which it may be moved back. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * Which recipient was told of which transition. A mark is made before a notice is sent, so that no other delivery of the event
 * sends it too. If it is not removed or set to `sent` afterwards, nobody knows whether the recipient has got the notice, and it is
 * not sent again.
 */
export interface Marks {
  /** `claimed`: it may be sent now. `sending`: somebody sends it, or has sent it without knowing how that ended. */
  claim(transition: string, recipient: string): Promise<'claimed' | 'sending' | 'sent'>;
  sent(transition: string, recipient: string): Promise<void>;
  /** The notice was not sent for certain: it may be sent again. */
  release(transition: string, recipient: string): Promise<void>;
}

/** Marks in the table of notices. Each method throws a `Failure` if DynamoDB refuses a call. */
export function marks(own: Session, clock: Clock): Marks {
  const calls = bind(CALLS, own);
  const TableName = NOTICES_TABLE;
  const keyOf = (transition: string, recipient: string) => ({ pk: { S: transition }, sk: { S: recipient } });
  return {
    async claim(transition, recipient) {
      const Key = keyOf(transition, recipient);
      const at = clock.now();
      const expires = { N: String(Math.floor(at.getTime() / 1000) + KEPT_SECONDS) };
      const Item = { ...Key, state: { S: 'sending' }, at: { S: at.toISOString() }, expires };
      try {
        await calls.put({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' });
        return 'claimed';
      } catch (error) {
        if (!isFailure(error) || error.code !== 'ConditionalCheckFailedException') throw error;
      }
      const found = await calls.get({ TableName, Key, ConsistentRead: true });
      return found.Item?.['state']?.S === 'sent' ? 'sent' : 'sending';
    },
    async sent(transition, recipient) {
      await calls.update({
        ...{ TableName, Key: keyOf(transition, recipient) },
        UpdateExpression: 'SET #state = :sent',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':sent': { S: 'sent' } },
      });
    },
    async release(transition, recipient) {
      await calls.delete({ TableName, Key: keyOf(transition, recipient) });
    },
  };
}
