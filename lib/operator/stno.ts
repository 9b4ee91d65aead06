import { vpcOf } from '../aws/read/from-aws';
import { bind } from '../aws/sdk/calls';
import { allPages } from '../aws/sdk/pages';
import type { Session } from '../aws/sdk/session';
import { calls } from './existing-hub-calls';
import type { ExistingHub, ExistingTable } from './existing-hub-types';
import type { Block } from './proposal-blocks';

/** The tags of a VPC that Network Orchestration reads. */
export interface StnoTags {
  /** The name of the table that it is associated with. */
  readonly associateWith?: string;
  /** Names of the tables that it is propagated to. */
  readonly propagateTo: readonly string[];
}

/** The keys of the tags, which are parameters of its stack: by default `Associate-with` and `Propagate-to` (implementation guide, "Add or edit tags"). */
export interface StnoTagKeys {
  readonly associateWith: string;
  readonly propagateTo: string;
}

/** Keys and values count in any case, and a list is separated by commas. */
const plain = (text: string): string => text.toLowerCase().trim();

/** The tags of the VPCs of an account, by VPC: only of VPCs that have one. */
export async function stnoTags(spoke: Session, keys: StnoTagKeys): Promise<ReadonlyMap<string, StnoTags>> {
  const { vpcs } = bind(calls.spoke, spoke);
  const found = await allPages(async (NextToken) => {
    const page = await vpcs({ NextToken });
    return { items: page.Vpcs, next: page.NextToken };
  });
  return new Map(
    found.map(vpcOf).flatMap(({ vpcId, tags }) => {
      const value = (key: string) => Object.entries(tags).find(([name]) => plain(name) === plain(key))?.[1];
      const [associateWith, propagateTo] = [value(keys.associateWith), value(keys.propagateTo)];
      if (associateWith === undefined && propagateTo === undefined) return [];
      const names = (propagateTo ?? '')
        .split(',')
        .map(plain)
        .filter((name) => name !== '');
      return [
        [
          vpcId,
          { ...(associateWith === undefined ? {} : { associateWith: plain(associateWith) }), propagateTo: names },
        ] as const,
      ];
    }),
  );
}

/**
 * The hub as the tags mean it, and what a landing zone has no words for. Where AWS has something else than the tags say, both are
 * named. Pure.
 */
export function asTagged(
  hub: ExistingHub,
  meant: ReadonlyMap<string, StnoTags>,
): { readonly hub: ExistingHub; readonly blocks: readonly Block[] } {
  const tableOf = (name: string): ExistingTable | undefined =>
    hub.tables.find((table) => plain(table.name ?? '') === name);
  const blocks: Block[] = [];
  const attachments = hub.attachments.map((attachment) => {
    const tags = meant.get(attachment.id);
    const table = tags?.associateWith === undefined ? undefined : tableOf(tags.associateWith);
    const { id, accountId, tableId, attachmentId } = attachment;
    for (const name of [
      ...(tags?.propagateTo ?? []),
      ...(tags?.associateWith === undefined ? [] : [tags.associateWith]),
    ])
      if (tableOf(name) === undefined)
        blocks.push({
          found: `a tag of ${id} in account ${accountId} names the table "${name}", which does not exist`,
          next: 'correct the tag',
        });
    if (table !== undefined && tableId !== table.id)
      blocks.push({
        found: `${id} in account ${accountId} is associated with ${tableId ?? 'no table'}, and its tag says ${table.id} (${table.name ?? ''}), which the file takes`,
        next: 'correct the tag, or the association',
      });
    for (const each of hub.tables) {
      const [isMeant, is] = [
        tags?.propagateTo.includes(plain(each.name ?? '')),
        each.propagations.includes(attachmentId),
      ];
      if (isMeant !== undefined && isMeant !== is)
        blocks.push({
          found: `${id} in account ${accountId} is ${is ? '' : 'not '}propagated to ${each.name ?? each.id}, and its tag says otherwise; the file takes the tag`,
          next: 'correct the tag, or the propagation',
        });
    }
    return table === undefined ? attachment : { ...attachment, tableId: table.id };
  });
  const tables = hub.tables.map((table) => ({
    ...table,
    propagations: hub.attachments
      .filter(({ id, attachmentId }) => {
        const tags = meant.get(id);
        return tags === undefined
          ? table.propagations.includes(attachmentId)
          : tags.propagateTo.includes(plain(table.name ?? ''));
      })
      .map(({ attachmentId }) => attachmentId),
  }));
  return { hub: { ...hub, tables, attachments }, blocks: [...blocks, ...beyond(hub)] };
}

/** What Network Orchestration does and a landing zone cannot say. */
function* beyond({ tables, attachments }: ExistingHub): Generator<Block> {
  for (const { id, name = id, tags } of tables) {
    const approval = Object.entries(tags).find(([key]) => plain(key) === 'approvalrequired')?.[1];
    if (approval !== undefined && plain(approval) !== 'no')
      yield {
        found: `table ${name} has ApprovalRequired=${approval}: people approve each VPC. In a landing zone the OU and the range decide`,
        next: 'leave the OU out of the segment until its VPCs may join',
      };
  }
  if (attachments.some(({ kind }) => kind === 'peering'))
    yield {
      found: 'transit gateway peerings (TgwPeer) stay as they are; a landing zone has none',
      next: 'keep them in a table of their own, with static routes',
    };
}
