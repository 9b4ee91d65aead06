import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parse } from '@aws-lambda-powertools/parser';
import { cloudformation, dynamodb, ec2, organizations, ram, route53 } from '../lib/aws/sdk/services';
import { announceLeaves } from '../lib/hub/leaves';
import { ledgerTable } from '../lib/hub/ledger-table';
import { admissionRecords } from '../lib/hub/records';
import { sweepOrder, type SweepOrder } from '../lib/hub/sweep-page';
import { LEDGER_TABLE } from '../lib/names';
import { sweepTargets, wokenBySweep, wokenInHub, type Woken } from '../lib/routing/sweep-targets';
import { lazily, type Runtime } from './runtime';
import { sweepLook } from './sweep-look';
import { sweptMesh } from './sweep-mesh';
import { sweepSteps } from './sweep-steps';
import { functionTelemetry } from './telemetry';
import { wire } from './wiring';

type Swept = SQSBatchResponse | { woken: number };
/**
 * Wakes spokes without an event: AWS delivers events on a best-effort basis, and an acknowledged wait has no message. A full
 * sweep reads the organization to count the VPCs that would leave; then its steps, which have a queue, wake page by page.
 */
export const create = (runtime: Runtime): ((event: unknown, context: Context) => Promise<Swept>) => {
  const { landingZone, clock } = runtime;
  const { accountId } = landingZone.hub;
  const wiring = wire(runtime, [cloudformation, dynamodb, ec2, organizations, ram, route53], 'org-read');
  const { telemetry, wrap } = functionTelemetry(runtime);
  const ledger = ledgerTable(LEDGER_TABLE, wiring.own);
  const records = admissionRecords(wiring.own);
  const mesh = sweptMesh(runtime, wiring, telemetry);
  const looking = sweepLook(runtime, { ...wiring, ...mesh }, telemetry);
  const steps = sweepSteps(runtime, { ...wiring, telemetry }, looking);
  const begin = async (began: string): Promise<readonly Woken[]> => {
    const reading = wiring.organization.allAccounts();
    const [accounts, owned, { look, turn }] = await Promise.all([reading, mesh.attachments(), looking.begin(reading)]);
    const { departed, mesh: attached, leaving, hubIn } = sweepTargets(landingZone, accounts, owned);
    if (hubIn) telemetry.error('hub account in an OU of a segment', { accountId, segments: hubIn });
    await announceLeaves(records, leaving, { attached, limit: landingZone.guards.maxLeaves, now: clock.now() });
    await steps.follow({ began, index: 0, look }, 0);
    await looking.begun(began, turn);
    return [...wokenInHub(landingZone), ...(await wokenBySweep(landingZone, departed))];
  };
  const run = async ({ sweep }: SweepOrder): Promise<{ woken: number }> => {
    const began = clock.now().toISOString();
    const woken = sweep === 'all' ? await begin(began) : await ledger.waiting();
    await steps.wake(woken, sweep, began);
    telemetry.info('sweep done', { sweep, woken: woken.length });
    const held = await records.leaves.held();
    if (sweep === 'all' && held.vpcs.length > 0) telemetry.error('leaves held back', held);
    telemetry.count('HeldBack', held.vpcs.length);
    return { woken: woken.length };
  };
  return wrap(async (event: unknown) =>
    isQueued(event) ? steps.run(event, run) : run(parse(event, undefined, sweepOrder)),
  );
};

const isQueued = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event;
export const handler = lazily(create);
