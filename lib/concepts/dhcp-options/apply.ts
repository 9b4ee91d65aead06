import { isFailure } from '../../aws/sdk/failure';
import { formatStatus } from '../../names/vpc-status';
import { FORMER, MANAGED, STATUS, toTags } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { DhcpOptions, Tags } from '../../aws/read/shapes';
import type { calls } from './calls';
import type { Change } from './plan';

type Here = Spoke<typeof calls>;

export async function apply(change: Change, spoke: Here): Promise<void> {
  spoke.reads.drop('dhcpOptions', 'vpcs');
  switch (change.what) {
    case 'switch': {
      const tags = { [MANAGED]: 'true', [FORMER]: change.former };
      const id = change.reuse ?? (await created(spoke, change.configuration, tags));
      await associate(spoke, change.key, id);
      return;
    }
    case 'restore':
      await restore(change, spoke);
      return;
    case 'remove':
      await remove(change.dhcpOptionsId, spoke);
  }
}

/** VPCs that leave together see the same unused sets: one that is gone already is removed. */
async function remove(DhcpOptionsId: string, spoke: Here): Promise<void> {
  try {
    await spoke.calls.spoke.deleteOptions({ DhcpOptionsId });
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}

/** The drain is marked on the VPC before anything else: whatever happens then, the path stays long enough. */
async function restore(change: Change & { what: 'restore' }, spoke: Here): Promise<void> {
  if (change.drainedUntil !== undefined) {
    const status = formatStatus({ phase: 'leaving', drainedUntil: new Date(change.drainedUntil) });
    await spoke.calls.spoke.createTags({ Resources: [change.key], Tags: toTags({ [STATUS]: status }) });
  }
  try {
    await associate(spoke, change.key, change.former);
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
    await associate(spoke, change.key, await created(spoke, change.configuration, { [MANAGED]: 'true' }));
  }
}

const associate = async (spoke: Here, vpcId: string, dhcpOptionsId: string): Promise<void> => {
  await spoke.calls.spoke.associateOptions({ VpcId: vpcId, DhcpOptionsId: dhcpOptionsId });
};

async function created(spoke: Here, configuration: DhcpOptions['configuration'], tags: Tags): Promise<string> {
  const { DhcpOptions } = await spoke.calls.spoke.createOptions({
    DhcpConfigurations: Object.entries(configuration).map(([Key, Values]) => ({ Key, Values: [...Values] })),
    TagSpecifications: [{ ResourceType: 'dhcp-options', Tags: toTags(tags) }],
  });
  if (DhcpOptions?.DhcpOptionsId === undefined) throw new TypeError('CreateDhcpOptions answered without an id.');
  return DhcpOptions.DhcpOptionsId;
}
