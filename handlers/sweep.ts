import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { parse } from '@aws-lambda-powertools/parser';
import { attachmentOwners } from '../lib/aws/read/attachment-owners';
import { dynamodb, ec2, organizations } from '../lib/aws/sdk/services';
import { announceLeaves } from '../lib/hub/leaves';
import { ledgerTable } from '../lib/hub/ledger-table';
import { fifoMessageOf } from '../lib/hub/messages';
import { admissionRecords } from '../lib/hub/records';
import { hubOf, queueUrl } from '../lib/landing-zone';
import { LEDGER_TABLE, addressText } from '../lib/names';
import { sweepTargets, wokenBySweep, type Woken } from '../lib/routing/sweep-targets';
import { lazily, type Runtime } from './runtime';
import { functionTelemetry } from './telemetry';
import { wire } from './wiring';

/** The schedule's input: wake every account, or only the spokes whose wait was acknowledged. */
const input = z.object({ sweep: z.enum(['all', 'waiting']) });
/** The metric of each: the alarm about a missing full sweep must not see those that look at waiting spokes only. */
const METRIC = { all: 'Swept', waiting: 'WaitingSwept' } as const;

/** Wakes spokes without an event: AWS delivers events on a best-effort basis, and an acknowledged wait has no message. */
export const create = (runtime: Runtime): ((event: unknown, context: Context) => Promise<{ woken: number }>) => {
  const { landingZone, hubs, clock } = runtime;
  const { sessions, organization, queues, own } = wire(runtime, [dynamodb, ec2, organizations], 'org-read');
  const { telemetry, wrap } = functionTelemetry(runtime);
  const ledger = ledgerTable(LEDGER_TABLE, own);
  const records = admissionRecords(own);
  const { accountId, region } = landingZone.hub;
  const owners = attachmentOwners(sessions.own(accountId, region), hubOf(hubs, region).transitGatewayId);
  const all = async (): Promise<readonly Woken[]> => {
    const { accountIds, mesh, leaving, hubIn } = sweepTargets(
      landingZone,
      await organization.allAccounts(),
      await owners(),
    );
    if (hubIn) telemetry.error('hub account in an OU of a segment', { accountId, segments: hubIn });
    await announceLeaves(records, leaving, { attached: mesh, limit: landingZone.guards.maxLeaves, now: clock.now() });
    return wokenBySweep(landingZone, accountIds, owners);
  };
  return wrap(async (event: unknown) => {
    const { sweep } = parse(event, undefined, input);
    const woken = sweep === 'all' ? await all() : await ledger.waiting();
    const at = clock.now().toISOString();
    for (const { worker, ...spoke } of woken) {
      const message = { ...spoke, because: `sweep of ${sweep} at ${at}`, accountChanged: true };
      const deduplicationId = `${sweep}/${at}/${worker}/${addressText(spoke)}`;
      await queues.send(queueUrl(landingZone, worker), fifoMessageOf(message, deduplicationId));
    }
    telemetry.info('sweep done', { sweep, woken: woken.length });
    telemetry.count(METRIC[sweep], woken.length);
    const held = await records.leaves.held();
    if (sweep === 'all' && held.vpcs.length > 0) telemetry.error('leaves held back', held);
    telemetry.count('HeldBack', held.vpcs.length);
    return { woken: woken.length };
  });
};

export const handler = lazily(create);
