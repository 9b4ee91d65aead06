import { LEDGER_TABLE } from '../../lib/names';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { reachableSegments, type LandingZone } from '../../lib/landing-zone';
import { reachable } from '../twin/ec2/tgw-reach';
import type { World } from '../twin/world';

/** One VPC, as the ledger has it. */
export interface MeshRow {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  readonly segment: string | null;
  readonly state: string;
  readonly because: string;
  readonly concepts: Readonly<Record<string, string>>;
}

interface Reported {
  readonly key: string;
  readonly state: string;
  readonly segment?: string;
  readonly because: string;
  readonly cidrs: readonly string[];
  readonly concepts: Readonly<Record<string, string>>;
}

/** Reads the ledger with a plain client. */
export async function mesh(world: World, landingZone: LandingZone): Promise<readonly MeshRow[]> {
  const config = world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region);
  const { Items } = await new DynamoDBClient(config).send(new ScanCommand({ TableName: LEDGER_TABLE }));
  return (Items ?? [])
    .flatMap((item): MeshRow[] => {
      const [accountId = '', region = ''] = (item['pk']?.S ?? '').split('/');
      if (!item['sk']?.S?.startsWith('vpc-')) return [];
      const { key, segment, ...rest } = JSON.parse(item['record']?.S ?? '{}') as Reported;
      return [{ accountId, region, vpcId: key, ...rest, segment: rest.state === 'left' ? null : (segment ?? null) }];
    })
    .sort((a, b) => (a.cidrs.join() < b.cidrs.join() ? -1 : 1));
}

export interface Reach {
  readonly from: string;
  readonly to: string;
  readonly allowed: boolean;
  readonly reachable: boolean;
}

/** Every pair of VPCs: whether they may reach each other, and whether they do. A VPC without a segment may reach none. */
export const reachability = (
  world: World,
  landingZone: LandingZone,
  vpcs: readonly { readonly vpcId: string; readonly segment: string | null }[],
): readonly Reach[] =>
  vpcs.flatMap((from) =>
    vpcs
      .filter((to) => to !== from)
      .map((to) => ({
        from: from.vpcId,
        to: to.vpcId,
        allowed:
          from.segment !== null &&
          to.segment !== null &&
          reachableSegments(landingZone, from.segment).includes(to.segment),
        reachable: reachable(world, from.vpcId, to.vpcId),
      })),
  );
