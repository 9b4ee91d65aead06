import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { handleGroup } from '../lib/dispatch/handle-group';
import { attachmentsTogether, type ReadTogether } from '../lib/dispatch/together';
import type { Worker, WorkerDeclaration } from '../lib/dispatch/worker';
import type { WorkerContext } from '../lib/dispatch/worker-context';
import { fifoMessageOf, type Delivery } from '../lib/hub/messages';
import { queueUrl } from '../lib/landing-zone';
import { deliveries, groupsOf } from './delivery';
import type { Runtime } from './runtime';
import { functionTelemetry, withFields } from './telemetry';
import { workerContext } from './wiring';

/** The entry point of a worker: one reconcile per message group and batch, one result for all of the group's messages. */
export const workerHandler =
  (declaration: WorkerDeclaration, makeWorker: (context: WorkerContext) => Worker) =>
  (runtime: Runtime): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
    const { telemetry, wrap } = functionTelemetry(runtime);
    const context = workerContext(runtime, declaration, telemetry);
    const worker = makeWorker(context);

    const wakeDependents = async ({ message: { accountId, region, because, zones }, messageId }: Delivery) => {
      const account = context.organization.reading(accountId);
      const done = {
        ...{ accountId, region, zones, because: `${declaration.name} done: ${because}` },
        ...(account ? { account } : { accountChanged: true }),
      };
      const fifoMessage = fifoMessageOf(done, `${messageId}/${declaration.name}`);
      for (const name of declaration.dependents)
        await context.queues.send(queueUrl(context.landingZone, name), fifoMessage);
    };

    /** Returns the ids of the messages that SQS delivers again. */
    const handle = async (
      group: string,
      records: readonly SQSRecord[],
      read: ReadTogether,
    ): Promise<readonly string[]> => {
      const [accountId, region] = group.split('/');
      const eventId = records[0]?.attributes.MessageDeduplicationId;
      const ofGroup = withFields(telemetry, { accountId, region, eventId });
      try {
        const [first, ...others] = await deliveries(context, ofGroup, records);
        if (!first) return [];
        const result = await handleGroup(context, worker, ofGroup, [first, ...others], read(group));
        if (result.wakeDependents) await wakeDependents(first);
        return [...result.retry];
      } catch (error) {
        ofGroup.error('messages not handled: SQS delivers them again', { error });
        return records.map(({ messageId }) => messageId);
      }
    };

    // Groups run side by side: each mostly waits for AWS, and each has its own spoke.
    return wrap(async ({ Records }: SQSEvent) => {
      const groups = groupsOf(Records);
      const read = attachmentsTogether(context, groups.keys());
      const retried = await Promise.all([...groups].map(([group, records]) => handle(group, records, read)));
      return { batchItemFailures: retried.flat().map((itemIdentifier) => ({ itemIdentifier })) };
    });
  };
