/**
 * Permissions that are granted and never used in the twin, with the reason. `npm run permissions` requires a reason for
 * every such action of our roles, and for every role that is never assumed.
 */
export const reasons: {
  readonly actions: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
} = {
  actions: {
    'logs:CreateLogStream': 'Lambda writes the function’s log with its role; the twin keeps logs in memory.',
    'logs:PutLogEvents': 'Lambda writes the function’s log with its role; the twin keeps logs in memory.',
    'xray:PutTraceSegments': 'Lambda sends traces with the function’s role; the twin has no X-Ray.',
    'xray:PutTelemetryRecords': 'Lambda sends traces with the function’s role; the twin has no X-Ray.',
  },
  roles: {},
};
