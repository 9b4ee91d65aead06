import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Signals } from '../lib/dispatch/handle-group';
import type { Runtime } from './runtime';
import { SinkLogger, SinkMetrics } from './sinks';

type Door<E, R> = (event: E, context: Context) => Promise<R>;

export interface Telemetry {
  readonly logger: Logger;
  readonly signals: Signals;
  /** Puts a handler behind the middy chain: context on every log line, metrics flushed at the end, traced. */
  readonly wrap: <E, R>(handler: Door<E, R>) => Door<E, R>;
}

/** Logger, metrics and tracer of one function instance. */
export function telemetry({ env, log }: Runtime): Telemetry {
  const service = env.AWS_LAMBDA_FUNCTION_NAME;
  const logger = new SinkLogger(service, log);
  const metrics = new SinkMetrics(service, log);
  // X-Ray listens only where Lambda runs.
  const tracer = new Tracer({ serviceName: service, enabled: log === undefined });
  return {
    logger,
    signals: {
      info: (message, about) => logger.info(message, about),
      error: (message, about) => logger.error(message, about),
      count: (metric, value) => metrics.addMetric(metric, MetricUnit.Count, value),
    },
    wrap: <E, R>(handler: Door<E, R>) =>
      middy<E, R>()
        .use(injectLambdaContext(logger, { resetKeys: true }))
        .use(logMetrics(metrics))
        .use(captureLambdaHandler(tracer))
        .handler(handler) as Door<E, R>,
  };
}
