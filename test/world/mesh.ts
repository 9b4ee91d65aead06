import { LEDGER_TABLE } from '../../lib/names';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { reachableSegments, type LandingZone } from '../../lib/landing-zone';
import type { Item } from '../twin/dynamodb/state';
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
  readonly flags: readonly string[];
  readonly reason?: string;
  readonly text: string;
  readonly detail?: string;
  readonly cure?: string;
  /** ISO time. */
  readonly since: string;
  /** ISO time since when the spoke cannot be read. */
  readonly unreadableSince?: string;
  readonly tagIs?: string;
  readonly concepts: Readonly<Record<string, string>>;
}

const textsOf = (attribute: AttributeValue | undefined): readonly string[] =>
  (attribute?.L ?? []).map(({ S = '' }) => S);

/** The items of the ledger, from the twin's state: tests look at them so often that a client's reads would take longer than the rest. */
export const ledgerItems = (world: World, { hub: { accountId, region } }: LandingZone) =>
  world.dynamodb.tables({ accountId, region }).get(LEDGER_TABLE)?.items ?? new Map<string, Item>();

/** The VPCs of the ledger, by their CIDRs. */
export function mesh(world: World, landingZone: LandingZone): readonly MeshRow[] {
  return [...ledgerItems(world, landingZone).values()]
    .flatMap((item): MeshRow[] => {
      const [accountId = '', region = ''] = (item['pk']?.S ?? '').split('/');
      if (!item['sk']?.S?.startsWith('vpc-')) return [];
      const unreadableSince = item['unreadable']?.M?.['since']?.S;
      const optional = (name: 'reason' | 'detail' | 'cure' | 'tagIs'): Partial<MeshRow> => {
        const text = item[name]?.S;
        return text === undefined ? {} : { [name]: text };
      };
      return [
        {
          ...{ accountId, region, vpcId: item['sk'].S },
          cidrs: textsOf(item['cidrs']),
          segment: item['segment']?.S ?? null,
          state: item['state']?.S ?? '',
          flags: textsOf(item['flags']),
          ...{ ...optional('reason'), text: item['text']?.S ?? '', ...optional('detail'), ...optional('cure') },
          since: item['since']?.S ?? '',
          ...optional('tagIs'),
          ...(unreadableSince === undefined ? {} : { unreadableSince }),
          concepts: Object.fromEntries(
            Object.entries(item['concepts']?.M ?? {}).map(([concept, { S = '' }]) => [concept, S]),
          ),
        },
      ];
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
