import { parse } from '@aws-lambda-powertools/parser';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { dynamodb, s3 } from '../lib/aws/sdk/services';
import { dayBefore, exportHistory } from '../lib/hub/history-export';
import { lazily, type Runtime } from './runtime';
import { functionTelemetry } from './telemetry';
import { wire } from './wiring';

/** The schedule gives no day: then it is the day before. */
const input = z.object({ day: z.iso.date().optional() });

/** Writes the ledger's history of a day to the log bucket, for auditors. */
export const create = (runtime: Runtime): ((event: unknown, context: Context) => Promise<{ steps: number }>) => {
  const { landingZone, clock } = runtime;
  const { own } = wire(runtime, [dynamodb, s3], 'org-read');
  const { telemetry, wrap } = functionTelemetry(runtime);
  return wrap(async (event: unknown) => {
    const { day = dayBefore(clock.now()) } = parse(event, undefined, input);
    const steps = await exportHistory(landingZone, own, day);
    telemetry.info('history exported', { day, steps });
    return { steps };
  });
};

export const handler = lazily(create);
