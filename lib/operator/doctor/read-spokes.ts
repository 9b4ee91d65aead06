import type { Bound } from '../../aws/sdk/calls';
import { isFailure } from '../../aws/sdk/failure';
import { allPages } from '../../aws/sdk/pages';
import { isDelegated, type LandingZone } from '../../landing-zone';
import type { doctorCalls } from '../doctor-calls';
import { optInRegions, type FoundStackSet, type RegionOptIn } from './spokes';

type Management = Bound<typeof doctorCalls.management>;

/** A StackSet of ours with its instances in all accounts; undefined where there is none. */
export async function readStackSet(
  { stackSet, stackInstances }: Management,
  landingZone: LandingZone,
  StackSetName: string,
): Promise<FoundStackSet | undefined> {
  const named = { StackSetName, ...(isDelegated(landingZone) ? { CallAs: 'DELEGATED_ADMIN' as const } : {}) };
  try {
    const { StackSet: found } = await stackSet(named);
    const instances = await allPages(async (NextToken) => {
      const page = await stackInstances({ ...named, MaxResults: 100, NextToken });
      return { items: page.Summaries, next: page.NextToken };
    });
    return {
      autoDeployment: found?.AutoDeployment?.Enabled === true,
      organizationalUnitIds: found?.OrganizationalUnitIds ?? [],
      instances: instances.map(({ Account, Region, Status, StackInstanceStatus, StatusReason }) => ({
        ...{ accountId: Account ?? '', region: Region ?? '', status: Status ?? '' },
        detail: StackInstanceStatus?.DetailedStatus ?? '',
        reason: StatusReason ?? '',
      })),
    };
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

/** AWS Account Management takes few calls a second. */
const AT_A_TIME = 5;

/** Whether members have enabled the governed regions that are opt-in regions. */
export async function readRegions(
  { regionStatus }: Management,
  landingZone: LandingZone,
  members: readonly string[],
): Promise<readonly RegionOptIn[]> {
  const left = members.flatMap((accountId) => optInRegions(landingZone).map((region) => ({ accountId, region })));
  const found: RegionOptIn[] = [];
  const reader = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { RegionOptStatus = '' } = await regionStatus({ AccountId: next.accountId, RegionName: next.region });
      found.push({ ...next, status: RegionOptStatus });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, reader));
  return found;
}
