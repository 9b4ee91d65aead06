import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { hubOf, parseHubs, type HubResources, type LandingZone } from '../../../lib/landing-zone';
import { changesNothing, createStack, updateStack, type StackRequest } from '../../twin/cloudformation/single-stack';
import { isJsonObject, parseJson, type JsonObject } from '../../twin/json';
import type { World } from '../../twin/world';
import { readAssembly, type StackArtifact } from './assembly';
import { coldStart } from './bundles';
import { prerequisites } from './prerequisites';
import { assemblyOf } from './synthesize';

export interface DeployOptions {
  /** Changes a template before it is deployed; `stackId` is its name in the assembly, such as `automation`. */
  readonly edit?: (template: JsonObject, stackId: string) => JsonObject;
  /** The config of the functions, in place of the file beside their bundle: it may be one that the app refuses. */
  readonly config?: LandingZone;
  /** The stacks of the landing zone, where somebody has synthesized them already. */
  readonly stacks?: readonly StackArtifact[];
}

export interface Deployed {
  readonly hub: HubResources;
}

/** The version of the bootstrap that the CDK CLI of this project makes. */
const BOOTSTRAP_VERSION = '30';

/**
 * Deploys a landing zone as `cdk deploy --all` does, from its assembly. Returns the hub's resources as its functions get them.
 * @throws Error with the stack, the logical id and the reason if a stack fails
 */
export async function deploy(world: World, landingZone: LandingZone, options: DeployOptions = {}): Promise<Deployed> {
  const stacks = options.stacks ?? readAssembly(await assemblyOf(landingZone));
  await prerequisites(world, landingZone);
  await deployStacks(world, stacks, options);
  const { accountId, region } = landingZone.hub;
  const join = world.functions.find(`arn:aws:lambda:${region}:${accountId}:function:wheelwright-join`);
  return { hub: hubOf(parseHubs(join?.definition.environment?.['WHEELWRIGHT_HUB'] ?? ''), region) };
}

/**
 * Deploys stacks in their order, each in its account and region and as that account's administrator: a stack that exists is
 * updated. Returns what happened to the resources of each stack by its id, such as `updated Ledger`; nothing for new stacks.
 */
export async function deployStacks(
  world: World,
  stacks: readonly StackArtifact[],
  { edit = (template) => template, config }: DeployOptions = {},
): Promise<Readonly<Record<string, readonly string[]>>> {
  const changes: Record<string, readonly string[]> = {};
  for (const stack of stacks) {
    const { id, stackName: name, region, accountId, template, terminationProtection, bootstrap, assets } = stack;
    const deployer = world.administrator(accountId);
    await bootstrapped(new SSMClient(world.config(deployer, region)), bootstrap.parameter);
    for (const { bucket, key, folder } of assets)
      world.functions.code.set(`${bucket}/${key}`, coldStart(folder, config));
    const parsed = parseJson(template);
    if (!isJsonObject(parsed)) throw new Error(`The template of ${id} is no JSON object.`);
    const request = { name, region, deployer, terminationProtection, template: JSON.stringify(edit(parsed, id)) };
    if (!world.cloudformation.stack(stack, name)) await createStack(world, request);
    else changes[id] = await changed(world, request);
  }
  return changes;
}

/** As the CDK CLI does, which goes on where a stack has no changes. Throws for resources that the cleanup left behind. */
async function changed(world: World, request: StackRequest): Promise<readonly string[]> {
  try {
    const { changes, left } = await updateStack(world, request);
    if (left.length > 0) throw new Error(`The update of ${request.name} left resources behind: ${left.join('; ')}`);
    return changes;
  } catch (error) {
    if (changesNothing(error)) return [];
    throw error;
  }
}

/** Of what `cdk bootstrap` creates in an account and region, the part that stacks read: the version. */
async function bootstrapped(ssm: SSMClient, Name: string): Promise<void> {
  const { Parameters } = await ssm.send(new GetParametersCommand({ Names: [Name] }));
  if (Parameters?.length === 0)
    await ssm.send(new PutParameterCommand({ Name, Type: 'String', Value: BOOTSTRAP_VERSION }));
}
