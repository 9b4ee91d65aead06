import * as z from 'zod';
import { AwsError } from '../../wire/errors';
import { TemplateFailure } from '../failure';
import { count, flag, tags, text } from '../fields';
import { resource, type Made, type Scope } from '../resource-type';

/** AWS docs: Lambda, CreateFunction. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Code is what was published under that key; memory, architecture, tracing and logging change nothing in the twin. */
const schema = z.strictObject({
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
});

/** Creates a function or replaces its code and settings; the environments that run it now end. */
function register(name: string, properties: z.infer<typeof schema>, { world, call }: Scope): Made {
  const { Code, Role, Environment, Timeout } = properties;
  const key = `${Code.S3Bucket}/${Code.S3Key}`;
  const create = world.functions.code.get(key);
  if (!create) throw new TemplateFailure(`Error occurred while GetObject. S3 Error Code: NoSuchKey. ${key}`);
  const { arn: Arn } = world.functions.register({
    ...{ name, accountId: call.accountId, region: call.region, create },
    roleArn: Role,
    timeoutSeconds: Timeout,
    environment: Environment?.Variables ?? {},
  });
  return { ref: name, attributes: { Arn } };
}

export const lambdaFunction = resource(schema, {
  create(properties, scope) {
    const name = properties.FunctionName ?? scope.generatedName;
    if (scope.world.functions.all().some(({ arn }) => arn === arnOf(name, scope.call)))
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, {}, 409);
    return register(name, properties, scope);
  },
  update: ({ current, properties }, scope) => register(current.ref, properties, scope),
  remove: ({ ref }, { world, call }) => world.functions.unregister(arnOf(ref, call)),
});

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
    remove({ properties }, { world, call }) {
      const { Action: action, FunctionName, Principal: principal, SourceArn, SourceAccount } = properties;
      world.functions.forbid(arnOf(FunctionName, call), {
        ...{ action, principal },
        sourceArn: SourceArn,
        sourceAccount: SourceAccount,
      });
    },
  },
);

const mappingSchema = z.strictObject({
  EventSourceArn: text,
  FunctionName: text,
  BatchSize: count.optional(),
  MaximumBatchingWindowInSeconds: count.optional(),
  FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: count }).optional(),
  Enabled: flag.refine((value) => value, 'the twin has no mappings that are disabled').optional(),
});

function map(properties: z.infer<typeof mappingSchema>, { world, call }: Scope): Made {
  const { EventSourceArn: queueArn, FunctionName, FunctionResponseTypes, BatchSize, ScalingConfig } = properties;
  const { MaximumBatchingWindowInSeconds: window } = properties;
  const { id } = world.functions.map({
    queueArn,
    functionName: arnOf(FunctionName, call),
    reportBatchItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures'),
    ...(BatchSize === undefined ? {} : { batchSize: BatchSize }),
    ...(window === undefined ? {} : { batchingWindowSeconds: window }),
    ...(ScalingConfig ? { maximumConcurrency: ScalingConfig.MaximumConcurrency } : {}),
  });
  return { ref: id, attributes: { Id: id } };
}

export const eventSourceMapping = resource(mappingSchema, {
  create: map,
  /** The twin's mapping gets another id, which nothing but its stack refers to. */
  update({ current, properties }, scope) {
    scope.world.functions.mappings.get(current.ref)?.delete();
    return map(properties, scope);
  },
  remove: ({ ref }, { world }) => world.functions.mappings.get(ref)?.delete(),
});
