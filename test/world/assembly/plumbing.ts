import { join } from 'node:path';
import type { HubResources } from '../../../lib/landing-zone';
import { createStack } from '../../twin/cloudformation/single-stack';
import { parseObject } from '../../twin/json';
import type { World } from '../../twin/world';
import { readAssembly } from './assembly';
import { onlyResources } from './edits';
import { SHIPPED } from './synthesize';

const PLUMBING = ['AWS::DynamoDB::Table', 'AWS::Events::EventBus', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'];

/**
 * Deploys the ledger, the queues and the buses of the shipped automation stack and nothing else of it, in a region of choice:
 * cheap, for tests of what uses them.
 */
export async function deployPlumbing(
  world: World,
  region: string,
): Promise<Pick<HubResources, 'ledgerTable' | 'queueUrls' | 'busArns'>> {
  const stack = readAssembly(SHIPPED).find(({ id }) => id === 'automation');
  if (!stack) throw new Error(`${join(SHIPPED, 'manifest.json')} has no stack automation.`);
  const template = parseObject(stack.template.replaceAll(stack.region, region)) ?? {};
  const { Resources } = onlyResources(template, ({ type }) => PLUMBING.some((each) => each === type));
  const { resources } = await createStack(world, {
    name: 'plumbing',
    region,
    deployer: world.administrator(stack.accountId),
    template: JSON.stringify({ Resources }),
  });
  const refs = (type: string): string[] =>
    [...resources.values()].filter((resource) => resource.type === type).map(({ ref }) => ref);
  const busArn = (name: string): string => `arn:aws:events:${region}:${stack.accountId}:event-bus/wheelwright-${name}`;
  return {
    ledgerTable: refs('AWS::DynamoDB::Table')[0] ?? '',
    queueUrls: Object.fromEntries(
      refs('AWS::SQS::Queue').flatMap((url) => {
        const worker = /wheelwright-([a-z-]+)\.fifo$/.exec(url)?.[1];
        return worker === undefined || worker.endsWith('-dead') ? [] : [[worker, url]];
      }),
    ),
    busArns: { inbound: busArn('inbound'), outbound: busArn('outbound') },
  };
}
