import { RemovalPolicy } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, EventSourceMapping, Function, Runtime, Tracing, type Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { acknowledgeWildcards } from './acknowledge';
import { sampleIds, type HubIds } from './hub-permissions';
import { functionStatements } from './permissions';
import { fitting, policyDocument, serviceTrust } from './policy';
import { roleProps } from './role-settings';
import { FUNCTION_TIMEOUT } from './queues';
import { functionName, functionRoleName, type FunctionName } from '../../lib/names';

/** Lambda receives at most ten messages of a FIFO queue at a time; a batch may hold several message groups. */
const BATCH_SIZE = 10;
const MEMORY_MB = 512;

export interface HandlerProps {
  readonly landingZone: LandingZone;
  readonly name: FunctionName;
  readonly code: Code;
  /** The value of `WHEELWRIGHT_HUB`. */
  readonly hub: string;
  readonly ids: HubIds;
  /** The queue whose messages invoke it, and how many of its invocations run at a time. */
  readonly feed?: { readonly queue: Queue; readonly maxConcurrency: number; readonly batchSize?: number };
  readonly timeout?: Duration;
}

/** A handler as a Lambda function, with a role of its own whose permissions derive from the calls that its code makes. */
export class HandlerFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, { landingZone, name, code, hub, ids, feed, timeout }: HandlerProps) {
    super(scope, id);
    const statements = functionStatements(landingZone, name, ids);
    const roleName = functionRoleName(name, namingOf(landingZone));
    fitting(roleName, functionStatements(landingZone, name, sampleIds(landingZone)), 'segments or zones');
    const role = new CfnRole(this, 'Role', {
      // The trust policies in spokes and in the management account name it.
      roleName,
      ...roleProps(landingZone, landingZone.hub.accountId),
      assumeRolePolicyDocument: serviceTrust('lambda.amazonaws.com'),
      policies: [{ policyName: 'calls', policyDocument: policyDocument(...statements) }],
    });
    acknowledgeWildcards(
      role,
      statements,
      'Lists, and X-Ray, have no resource-level permissions; a condition limits them to regions.',
    );
    this.function = new Function(this, 'Function', {
      functionName: functionName(name),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code,
      role: Role.fromRoleArn(this, 'ImportedRole', role.attrArn, { mutable: false }),
      timeout: timeout ?? FUNCTION_TIMEOUT,
      memorySize: MEMORY_MB,
      tracing: Tracing.ACTIVE,
      environment: { WHEELWRIGHT_HUB: hub },
      logGroup: new LogGroup(this, 'Logs', {
        logGroupName: `/aws/lambda/${functionName(name)}`,
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    // The construct id is of 0.1.0: the logical id follows from it.
    if (feed)
      new EventSourceMapping(this, 'Feed', {
        target: this.function,
        eventSourceArn: feed.queue.queueArn,
        maxConcurrency: feed.maxConcurrency,
        batchSize: feed.batchSize ?? BATCH_SIZE,
        reportBatchItemFailures: true,
      });
  }
}
