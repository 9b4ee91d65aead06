import type { Telemetry } from '../../../lib/dispatch/telemetry';

const nothing = (): void => undefined;
/** For tests that look at neither logs nor metrics. */
export const SILENT: Telemetry = { info: nothing, error: nothing, count: nothing };
