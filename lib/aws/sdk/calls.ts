import { describeCommand } from './command';
import { classify } from './failure';
import type { Session } from './session';

/** A command class of an SDK client, such as `CreateRouteCommand`. */
type CommandClass = abstract new (...args: never[]) => object;
type Table = Readonly<Record<string, CommandClass>>;

/**
 * Whose credentials make a call: the spoke's role, the hub's function itself, the management account's role, or the role in the
 * account that owns a resource.
 */
export type Side = 'spoke' | 'hub' | 'management' | 'owner';

/**
 * The AWS calls that one folder may make, by side. The bound functions and the IAM statements of the roles come from this
 * table. `alsoNeeds` lists IAM actions beyond those named like the operations, such as `ec2:CreateTags` for tags on
 * creation.
 */
export interface Calls {
  readonly spoke: Table;
  readonly hub: Table;
  readonly management?: Table;
  readonly owner?: Table;
  readonly alsoNeeds?: Readonly<Partial<Record<Side, readonly string[]>>>;
}

type Instance<C> = C extends abstract new (...args: never[]) => infer I ? I : never;
type InputOf<C> = Instance<C> extends { input: infer I } ? I : never;
type OutputOf<C> =
  Instance<C> extends { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }> }
    ? O
    : never;

/** The functions made from a table: typed input to typed output. They throw a `Failure` if AWS refuses the call. */
export type Bound<T> = { readonly [K in keyof T]: (input: InputOf<T[K]>) => Promise<OutputOf<T[K]>> };

/** A concept's calls, bound to the sessions of one spoke. */
export interface BoundCalls<C extends Calls> {
  readonly spoke: Bound<C['spoke']>;
  readonly hub: Bound<C['hub']>;
  /** Empty for tables without a management side. */
  readonly management: Bound<C['management']>;
  /** In an account that owns a resource; empty for tables without an owner's side. */
  owner(accountId: string): Bound<C['owner']>;
}

/** IAM's prefix for each service namespace of the SDK's schemas. */
const IAM_PREFIX: Readonly<Record<string, string>> = {
  'com.amazonaws.account': 'account',
  'com.amazonaws.cloudformation': 'cloudformation',
  'com.amazonaws.cloudwatchlogs': 'logs',
  'com.amazonaws.dynamodb': 'dynamodb',
  'com.amazonaws.ec2': 'ec2',
  'com.amazonaws.eks': 'eks',
  'com.amazonaws.eventbridge': 'events',
  'com.amazonaws.iam': 'iam',
  'com.amazonaws.organizations': 'organizations',
  'com.amazonaws.ram': 'ram',
  'com.amazonaws.route53': 'route53',
  'com.amazonaws.route53resolver': 'route53resolver',
  'com.amazonaws.s3': 's3',
  'com.amazonaws.secretsmanager': 'secretsmanager',
  'com.amazonaws.sns': 'sns',
  'com.amazonaws.sqs': 'sqs',
  'com.amazonaws.ssm': 'ssm',
};

/** The IAM action of a command, such as `ec2:CreateRoute`. Throws a `TypeError` for a service without a prefix above. */
export function actionOf(command: object): string {
  const { namespace, operation } = describeCommand(command);
  const prefix = IAM_PREFIX[namespace];
  if (prefix === undefined) throw new TypeError(`No IAM prefix for ${namespace}; add it in lib/aws/sdk/calls.ts.`);
  return `${prefix}:${operation}`;
}

/** Every IAM action that a table needs on one side, sorted. */
export function actionsOf(calls: Calls, side: Side): readonly string[] {
  const commands = Object.values(calls[side] ?? {})
    .map((command) => actionOf(construct(command, {})))
    // SQS authorizes a batch by the action of one message (SQS Developer Guide, "Amazon SQS API permissions").
    .map((action) => action.replace(/^(sqs:\w+)Batch$/, '$1'));
  return [...new Set([...commands, ...(calls.alsoNeeds?.[side] ?? [])])].sort();
}

/** Binds a table to a session. The functions throw a `Failure` for errors of AWS; any other error is a bug. */
export function bind<T extends Table>(table: T, session: Session): Bound<T> {
  const functions = Object.entries<CommandClass>(table).map(([name, command]) => [
    name,
    async (input: object): Promise<unknown> => {
      const request = construct(command, session.tagKeys?.toAws(input) ?? input);
      try {
        const response = await session.send(request);
        return session.tagKeys?.fromAws(response) ?? response;
      } catch (error) {
        throw classify(error, { action: actionOf(request), accountId: session.accountId, region: session.region });
      }
    },
  ]);
  return Object.fromEntries(functions) as Bound<T>;
}

const construct = (command: CommandClass, input: object): object => Reflect.construct(command, [input]) as object;
