import { createStack } from '../../twin/cloudformation/single-stack';
import { parseObject } from '../../twin/json';
import type { World } from '../../twin/world';
import { fixtureLandingZone } from '../landing-zone';
import { readAssembly } from './assembly';
import { onlyResources } from './edits';
import { assemblyOf } from './synthesize';

const PLUMBING = ['AWS::DynamoDB::Table', 'AWS::Events::EventBus', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'];

/**
 * Deploys the ledger, the queues and the buses of the fixture's automation stack and nothing else of it, in a region of
 * choice: cheap, for tests of what uses them.
 */
export async function deployQueuesAndLedger(world: World, region: string): Promise<void> {
  const folder = await assemblyOf(fixtureLandingZone());
  const stack = readAssembly(folder).find(({ id }) => id === 'automation');
  if (!stack) throw new Error(`${folder}/manifest.json has no stack automation.`);
  const template = parseObject(stack.template.replaceAll(stack.region, region)) ?? {};
  const { Resources } = onlyResources(template, ({ type }) => PLUMBING.some((each) => each === type));
  await createStack(world, {
    name: 'plumbing',
    region,
    deployer: world.administrator(stack.accountId),
    template: JSON.stringify({ Resources }),
  });
}
