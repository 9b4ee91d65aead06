import type { ExistingAttachment, ExistingHub, ExistingTable } from './existing-hub-types';

/** A segment with the table that it has today and the VPCs in it. */
export interface ProposedSegment {
  readonly name: string;
  readonly table?: ExistingTable;
  /** It gets a table of its own, as a table serves one segment: its VPCs move there. */
  readonly moves?: true;
  readonly members: readonly ExistingAttachment[];
}

/** Segments that reach each other. */
export type Pairs = readonly (readonly [string, string])[];

const isVpc = ({ kind }: ExistingAttachment): boolean => kind === 'vpc';

/**
 * A table with VPCs is a segment, with the name of the table. A segment reaches itself: where the VPCs of a table do not, those of
 * each account are a segment.
 */
export function segmentsOf({ tables, attachments }: ExistingHub): readonly ProposedSegment[] {
  const segments: ProposedSegment[] = [];
  for (const table of tables) {
    const members = attachments.filter((each) => isVpc(each) && each.tableId === table.id);
    const name = slug(table.name ?? table.id);
    const accounts = [...new Set(members.map(({ accountId }) => accountId))].sort();
    const whole: ProposedSegment = { name: freeName(name, segments), table, members };
    if (accounts.length > 1 && isReached(whole, whole) === 'none')
      for (const accountId of accounts)
        segments.push({
          ...{ name: freeName(`${name.slice(0, 19)}-${accountId}`, segments), table, moves: true },
          members: members.filter((each) => each.accountId === accountId),
        });
    else if (members.length > 0) segments.push(whole);
  }
  return segments;
}

const slug = (name: string): string => {
  const text = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30);
  return text === '' || text === 'true' || text === 'false' ? 'segment' : text;
};

export const freeName = (name: string, taken: readonly ProposedSegment[]): string => {
  const isTaken = (candidate: string): boolean => taken.some((each) => each.name === candidate);
  let candidate = name;
  for (let number = 2; isTaken(candidate); number++) candidate = `${name}-${number}`;
  return candidate;
};

/** The segment, and those that are paired with it. */
export const reachedFrom = (
  { name }: ProposedSegment,
  all: readonly ProposedSegment[],
  reach: Pairs,
): readonly ProposedSegment[] =>
  all.filter((each) => each.name === name || reach.some((pair) => pair.includes(name) && pair.includes(each.name)));

/** Whether all VPCs of one segment are propagated to the table of another. */
export const isReached = (from: ProposedSegment, to: ProposedSegment): 'all' | 'some' | 'none' => {
  const found = from.members.filter(({ attachmentId }) => to.table?.propagations.includes(attachmentId));
  if (found.length === 0) return 'none';
  return found.length === from.members.length ? 'all' : 'some';
};
