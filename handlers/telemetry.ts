import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Telemetry } from '../lib/dispatch/telemetry';
import type { Runtime } from './runtime';
import { SinkLogger, SinkMetrics } from './sinks';

type Handler<E, R> = (event: E, context: Context) => Promise<R>;

export interface FunctionTelemetry {
  readonly telemetry: Telemetry;
  /** Wraps a handler in middy: every log line has the Lambda context, metrics are published at the end. */
  readonly wrap: <E, R>(handler: Handler<E, R>) => Handler<E, R>;
}

/** The telemetry of a part of an invocation: each of its log lines has these fields. */
export const withFields = (telemetry: Telemetry, own: Readonly<Record<string, unknown>>): Telemetry => ({
  info: (message, fields) => telemetry.info(message, { ...own, ...fields }),
  error: (message, fields) => telemetry.error(message, { ...own, ...fields }),
  count: (metric, value) => telemetry.count(metric, value),
});

/** Log lines and metrics of one function instance. */
export function functionTelemetry({ env, log }: Runtime): FunctionTelemetry {
  const service = env.AWS_LAMBDA_FUNCTION_NAME;
  const logger = new SinkLogger(service, log);
  const metrics = new SinkMetrics(service, log);
  return {
    telemetry: {
      info: (message, fields) => logger.info(message, fields),
      error: (message, fields) => logger.error(message, fields),
      count: (metric, value) => metrics.addMetric(metric, MetricUnit.Count, value),
    },
    wrap: <E, R>(handler: Handler<E, R>) =>
      middy<E, R>()
        .use(injectLambdaContext(logger, { resetKeys: true }))
        .use(logMetrics(metrics))
        .handler(handler) as Handler<E, R>,
  };
}
