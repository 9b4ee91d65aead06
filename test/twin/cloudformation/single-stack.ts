import { eventually } from '../eventually';
import type { Json } from '../json';
import type { Identity } from '../wire/service';
import type { World } from '../world';
import { reasonOf } from './failure';
import { bring, type Stack } from './stack';
import { MAX_DOCUMENT, parseTemplate } from './template';

/** A stack that is not of a StackSet. */
export interface SingleStack extends Stack {
  readonly outputs: Readonly<Record<string, Json>>;
}

export interface StackRequest {
  readonly name: string;
  readonly region: string;
  readonly template: string;
  /** The identity that deploys: the stack is created in its account and with its permissions. */
  readonly deployer: Identity;
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Creates a stack as CloudFormation does; virtual time passes meanwhile. Throws what makes it fail, with the names of the
 * stack and the resource; resources that exist by then stay, so that they can be inspected.
 */
export async function createStack(world: World, request: StackRequest): Promise<SingleStack> {
  const { name, region, deployer, parameters = {} } = request;
  const { accountId } = deployer;
  const id = `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${world.ids.uuid()}`;
  const host = `cloudformation.${region}.amazonaws.com`;
  const resources: SingleStack['resources'] = new Map();
  try {
    const stack = { name, id, accountId, region, resources };
    if (world.cloudformation.stack(stack, name)) throw new Error(`Stack [${name}] already exists`);
    const call = {
      caller: deployer,
      accountId,
      region,
      requestId: world.ids.uuid(),
      host,
      protocol: 'https:',
    } as const;
    const wait = (what: string, check: () => boolean | Promise<boolean>) => eventually(world, what, check);
    const outputs = await bring(
      { world, stack, call, wait },
      parseTemplate(request.template, MAX_DOCUMENT),
      parameters,
    );
    const made = { ...stack, outputs };
    world.cloudformation.addStack(made);
    return made;
  } catch (error) {
    throw new Error(`Stack ${name} in ${accountId}/${region}: ${reasonOf(error)}`, { cause: error });
  }
}
