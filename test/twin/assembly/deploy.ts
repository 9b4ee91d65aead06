import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createStack } from '../cloudformation/single-stack';
import { parseJson, isJsonObject, type JsonObject } from '../json';
import type { World } from '../world';
import type { StackArtifact } from './assembly';
import { coldStart } from './bundles';

export interface DeployOptions {
  /** What becomes of a template before it is deployed; it sees the stack's id and must answer a template. */
  readonly edit?: (template: JsonObject, stackId: string) => JsonObject;
}

/** The version of the bootstrap that the CDK CLI of this project makes. */
const BOOTSTRAP_VERSION = '30';

/** Deploys stacks in their order, each in its account and region and as that account's administrator. */
export async function deployStacks(
  world: World,
  stacks: readonly StackArtifact[],
  { edit = (template) => template }: DeployOptions = {},
): Promise<void> {
  for (const { id, stackName: name, region, accountId, template, bootstrap, assets } of stacks) {
    for (const { bucket, key, folder } of assets) world.functions.code.set(`${bucket}/${key}`, coldStart(folder));
    const deployer = world.administrator(accountId);
    await bootstrapped(new SSMClient(world.config(deployer, region)), bootstrap.parameter);
    const parsed = parseJson(template);
    if (!isJsonObject(parsed)) throw new Error(`The template of ${id} is no JSON object.`);
    await createStack(world, { name, region, deployer, template: JSON.stringify(edit(parsed, id)) });
  }
}

/** What `cdk bootstrap` leaves in an account and region, as far as stacks ask for it: its version. */
async function bootstrapped(ssm: SSMClient, Name: string): Promise<void> {
  const { Parameters } = await ssm.send(new GetParametersCommand({ Names: [Name] }));
  if (Parameters?.length === 0)
    await ssm.send(new PutParameterCommand({ Name, Type: 'String', Value: BOOTSTRAP_VERSION }));
}
