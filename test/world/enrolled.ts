import { LEDGER_TABLE } from '../../lib/names';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { HubResources, LandingZone } from '../../lib/landing-zone';
import { deploy, type DeployOptions } from './assembly/deploy';
import { eventually } from '../twin/eventually';
import { buildOrganization, worldOf, type Organization } from './organization';
import type { World, WorldOptions } from '../twin/world';
import { mesh } from './mesh';
import { People } from './people';

export { shippedLandingZone } from './assembly/synthesize';

export interface Setting {
  readonly landingZone: LandingZone;
  readonly world: World;
  readonly organization: Organization;
  readonly hub: HubResources;
  readonly people: People;
}

/**
 * An organization whose hub is deployed and whose workload accounts are enrolled; no VPC has joined. `prepare` sees the
 * world before anything happens in it.
 */
export async function enrolledOrganization(
  landingZone: LandingZone,
  options: WorldOptions &
    Pick<DeployOptions, 'edit'> & {
      /** What is deployed, where the app would not make stacks of `landingZone`, which only the functions are told then. */
      readonly deployed?: LandingZone;
      readonly prepare?: (world: World) => void;
      readonly progress?: (line: string) => void;
    } = {},
): Promise<Setting> {
  const { prepare, progress = () => undefined, edit, deployed, ...worldOptions } = options;
  const world = worldOf(landingZone, worldOptions);
  prepare?.(world);
  progress('building the organization');
  const organization = await buildOrganization(world, landingZone);
  progress('deploying the hub');
  const { hub } = await deploy(world, deployed ?? landingZone, {
    ...(edit ? { edit } : {}),
    ...(deployed ? { config: landingZone } : {}),
  });
  const setting = { landingZone, world, organization, hub, people: new People(world, landingZone) };
  progress('enrolling the workload accounts');
  // A finished deployment wakes everybody, as the schedule does later.
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  const workloads = Object.entries(organization.accounts).filter(([name]) => name !== 'hub');
  for (const [name, accountId] of workloads) await enrolled(setting, name, accountId);
  return setting;
}

/** Waits until the ledger says that the account is enrolled. */
export async function enrolled({ world, landingZone }: Setting, name: string, accountId: string): Promise<void> {
  const { accountId: hubId, region } = landingZone.hub;
  const table = new DynamoDBClient(world.config(world.administrator(hubId), region));
  const Key = { pk: { S: `${accountId}/${region}` }, sk: { S: accountId } };
  await eventually(world, `account ${name} is enrolled`, async () => {
    const { Item } = await table.send(new GetItemCommand({ TableName: LEDGER_TABLE, Key }));
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
      const rows = await mesh(setting.world, setting.landingZone);
      return rows.some((row) => row.vpcId === vpcId && row.state === state);
    },
    5_000,
    7 * 3_600_000,
  );
}
