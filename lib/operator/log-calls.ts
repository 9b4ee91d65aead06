import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Calls } from '../aws/sdk/calls';

/** The lines of functions. */
export const logCalls = { spoke: {}, hub: { filterLogEvents: FilterLogEventsCommand } } satisfies Calls;
