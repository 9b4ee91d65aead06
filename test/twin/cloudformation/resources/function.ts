import * as z from 'zod';
import { TemplateFailure } from '../failure';
import { count, flag, tags, text } from '../fields';
import { resource } from '../resource-type';

/** AWS docs: Lambda, CreateFunction. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Code is what was published under that key; memory, architecture, tracing and logging change nothing in the twin. */
export const lambdaFunction = resource(
  z.strictObject({
    FunctionName: text.optional(),
    Code: z.strictObject({ S3Bucket: text, S3Key: text }),
    Handler: z.literal('index.handler'),
    Role: text,
    Runtime: z.enum(['nodejs24.x']),
    Architectures: z.array(z.enum(['arm64', 'x86_64'])).optional(),
    Environment: z.strictObject({ Variables: z.record(z.string(), text).default({}) }).optional(),
    Timeout: count.default(DEFAULT_TIMEOUT_SECONDS),
    MemorySize: count.optional(),
    LoggingConfig: z.strictObject({ LogGroup: text.optional(), LogFormat: text.optional() }).optional(),
    TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']) }).optional(),
    Description: text.optional(),
    Tags: tags,
  }),
  {
    create({ Code, Role, Environment, Timeout, ...properties }, { world, call, generatedName }) {
      const { accountId, region } = call;
      const key = `${Code.S3Bucket}/${Code.S3Key}`;
      const create = world.functions.code.get(key);
      if (!create) throw new TemplateFailure(`Error occurred while GetObject. S3 Error Code: NoSuchKey. ${key}`);
      const name = properties.FunctionName ?? generatedName;
      const { arn: Arn } = world.functions.register({
        ...{ name, accountId, region, create },
        roleArn: Role,
        timeoutSeconds: Timeout,
        environment: Environment?.Variables ?? {},
      });
      return { ref: name, attributes: { Arn } };
    },
  },
);

/** A name or partial ARN is of the stack's own account and region. */
const arnOf = (name: string, { accountId, region }: { accountId: string; region: string }): string =>
  name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;

export const permission = resource(
  z.strictObject({
    Action: text,
    FunctionName: text,
    Principal: text,
    SourceArn: text.optional(),
    SourceAccount: text.optional(),
  }),
  {
    create({ Action: action, FunctionName, Principal: principal, SourceArn, SourceAccount }, scope) {
      scope.world.functions.permit(arnOf(FunctionName, scope.call), {
        ...{ action, principal },
        sourceArn: SourceArn,
        sourceAccount: SourceAccount,
      });
      return { ref: scope.generatedName, attributes: { Id: scope.generatedName } };
    },
  },
);

export const eventSourceMapping = resource(
  z.strictObject({
    EventSourceArn: text,
    FunctionName: text,
    BatchSize: count.optional(),
    MaximumBatchingWindowInSeconds: count.optional(),
    FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
    ScalingConfig: z.strictObject({ MaximumConcurrency: count }).optional(),
    Enabled: flag.refine((value) => value, 'the twin has no mappings that are disabled').optional(),
  }),
  {
    create({ EventSourceArn: queueArn, FunctionName, FunctionResponseTypes, ...properties }, { world, call }) {
      const { BatchSize, MaximumBatchingWindowInSeconds: window, ScalingConfig } = properties;
      const { id } = world.functions.map({
        queueArn,
        functionName: arnOf(FunctionName, call),
        reportBatchItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures'),
        ...(BatchSize === undefined ? {} : { batchSize: BatchSize }),
        ...(window === undefined ? {} : { batchingWindowSeconds: window }),
        ...(ScalingConfig ? { maximumConcurrency: ScalingConfig.MaximumConcurrency } : {}),
      });
      return { ref: id, attributes: { Id: id } };
    },
  },
);
