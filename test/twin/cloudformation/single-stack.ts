import { eventually } from '../eventually';
import type { Json } from '../json';
import type { Identity } from '../wire/service';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { reasonOf } from './failure';
import { takeDown } from './removal';
import type { Stack, Work } from './stack';
import { MAX_DOCUMENT, parseTemplate, validation } from './template';
import { bring, OperationFailure, type Brought } from './update';

/** A stack that is not of a StackSet. */
export interface SingleStack extends Stack {
  status:
    'CREATE_COMPLETE' | 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED' | 'DELETE_FAILED';
  outputs: Readonly<Record<string, Json>>;
  terminationProtection: boolean;
}

interface Place {
  readonly name: string;
  readonly region: string;
  /** The identity that deploys: the stack is in its account and works with its permissions. */
  readonly deployer: Identity;
}

export interface StackRequest extends Place {
  readonly template: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Off without it, as in CreateStack. */
  readonly terminationProtection?: boolean;
}

/**
 * Creates a stack as CloudFormation does; virtual time passes meanwhile. Throws what makes it fail, with the names of the
 * stack and the resource; what was created by then is rolled back, and the stack is not kept.
 */
export async function createStack(world: World, request: StackRequest): Promise<SingleStack> {
  const { name, region, deployer, parameters = {}, terminationProtection = false } = request;
  const { accountId } = deployer;
  const id = `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${world.ids.uuid()}`;
  return naming(request, async () => {
    const stack = { name, id, accountId, region, resources: new Map() };
    if (world.cloudformation.stack(stack, name)) throw alreadyExists(name);
    const { outputs } = await bring(
      workOn(world, stack, deployer),
      parseTemplate(request.template, MAX_DOCUMENT),
      parameters,
    );
    const made: SingleStack = { ...stack, outputs, status: 'CREATE_COMPLETE', terminationProtection };
    world.cloudformation.addStack(made);
    return made;
  });
}

/**
 * Updates a stack; virtual time passes meanwhile. Returns what happened. Throws what makes it fail, after its rollback;
 * `No updates are to be performed.` if nothing differs.
 */
export async function updateStack(world: World, request: StackRequest): Promise<Brought> {
  const { deployer, parameters = {} } = request;
  return naming(request, async () => {
    const stack = stackOf(world, request);
    if (stack.status === 'UPDATE_ROLLBACK_FAILED' || stack.status === 'DELETE_FAILED')
      throw validation(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    stack.terminationProtection = request.terminationProtection ?? stack.terminationProtection;
    const template = parseTemplate(request.template, MAX_DOCUMENT);
    try {
      const brought = await bring(workOn(world, stack, deployer), template, parameters);
      if (brought.changes.length === 0) throw validation(NO_UPDATES);
      Object.assign(stack, { outputs: brought.outputs, status: 'UPDATE_COMPLETE' });
      return brought;
    } catch (error) {
      if (error instanceof OperationFailure)
        stack.status = error.rolledBack ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_FAILED';
      throw error;
    }
  });
}

const NO_UPDATES = 'No updates are to be performed.';

/** Whether an update was refused because it changes nothing. */
export const changesNothing = (error: unknown): boolean => error instanceof Error && error.message.includes(NO_UPDATES);

/** CloudFormation's UpdateTerminationProtection. */
export function protectStack(world: World, place: Place, on: boolean): void {
  stackOf(world, place).terminationProtection = on;
}

/** Deletes a stack with what its template does not retain. Throws what could not be deleted; a further attempt goes on. */
export async function deleteStack(world: World, place: Place): Promise<void> {
  await naming(place, async () => {
    const stack = stackOf(world, place);
    if (stack.terminationProtection)
      throw validation(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    try {
      await takeDown(workOn(world, stack, place.deployer));
      world.cloudformation.removeStack(stack);
    } catch (error) {
      stack.status = 'DELETE_FAILED';
      throw error;
    }
  });
}

const alreadyExists = (name: string): AwsError =>
  new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);

function stackOf(world: World, { name, region, deployer: { accountId } }: Place): SingleStack {
  const stack = world.cloudformation.stack({ accountId, region }, name);
  if (!stack) throw validation(`Stack with id ${name} does not exist`);
  return stack;
}

async function naming<T>({ name, region, deployer }: Place, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new Error(`Stack ${name} in ${deployer.accountId}/${region}: ${reasonOf(error)}`, { cause: error });
  }
}

const workOn = (world: World, stack: Stack, caller: Identity): Work => ({
  world,
  stack,
  call: {
    caller,
    accountId: stack.accountId,
    region: stack.region,
    requestId: world.ids.uuid(),
    host: `cloudformation.${stack.region}.amazonaws.com`,
    protocol: 'https:',
  },
  wait: (what, check) => eventually(world, what, check),
});
