import { readFileSync } from 'node:fs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { parseLandingZone, type HubResources, type LandingZone } from '../../lib/landing-zone';
import { eventually } from '../twin/eventually';
import { install } from '../twin/install';
import { buildOrganization, worldOf, type Organization } from '../twin/organization';
import type { World, WorldOptions } from '../twin/world';
import { mesh } from './mesh';
import { People } from './people';

export interface Setting {
  readonly landingZone: LandingZone;
  readonly world: World;
  readonly organization: Organization;
  readonly hub: HubResources;
  readonly people: People;
}

/** The landing zone that the project ships. */
export const shippedLandingZone = (): LandingZone =>
  parseLandingZone(readFileSync('landing-zone.yaml', 'utf8'), 'landing-zone.yaml');

/**
 * An organization whose hub is deployed and whose workload accounts are enrolled; no VPC has joined. `prepare` sees the
 * world before anything happens in it.
 */
export async function enrolledOrganization(
  landingZone: LandingZone,
  options: WorldOptions & {
    readonly prepare?: (world: World) => void;
    readonly progress?: (line: string) => void;
  } = {},
): Promise<Setting> {
  const { prepare, progress = () => undefined, ...worldOptions } = options;
  const world = worldOf(landingZone, worldOptions);
  prepare?.(world);
  progress('building the organization');
  const organization = await buildOrganization(world, landingZone);
  progress('deploying the hub');
  const { hub } = await install(world, landingZone);
  const setting = { landingZone, world, organization, hub, people: new People(world, landingZone) };
  progress('enrolling the workload accounts');
  // A finished deployment wakes everybody, as the schedule does later.
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  const workloads = Object.entries(organization.accounts).filter(([name]) => name !== 'hub');
  for (const [name, accountId] of workloads) await enrolled(setting, name, accountId);
  return setting;
}

/** Waits until the ledger says that the account is enrolled. */
export async function enrolled({ world, landingZone, hub }: Setting, name: string, accountId: string): Promise<void> {
  const { accountId: hubId, region } = landingZone.hub;
  const table = new DynamoDBClient(world.config(world.administrator(hubId), region));
  const Key = { pk: { S: `${accountId}/${region}` }, sk: { S: accountId } };
  await eventually(world, `account ${name} is enrolled`, async () => {
    const { Item } = await table.send(new GetItemCommand({ TableName: hub.ledgerTable, Key }));
    const record = JSON.parse(Item?.['record']?.S ?? '{}') as { state?: string };
    return record.state === 'joined';
  });
}

/** Waits until the ledger says that the VPC has come to a state, six hours at most, and nothing is under way. */
export async function settledAs(setting: Setting, vpcId: string, state: string): Promise<void> {
  await eventually(
    setting.world,
    `${vpcId} is ${state}`,
    async () => {
      const rows = await mesh(setting.world, setting.landingZone, setting.hub);
      return rows.some((row) => row.vpcId === vpcId && row.state === state);
    },
    5_000,
    7 * 3_600_000,
  );
}
