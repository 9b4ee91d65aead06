import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What the file of a landing zone says about who may be where, read without the code under test. */
interface Sections {
  readonly organization: { readonly rootId: string };
  readonly hub: { readonly accountId: string; readonly region: string };
  readonly mesh: { readonly prefixes: readonly string[] };
  readonly segments: Readonly<
    Record<
      string,
      { readonly cidrs: readonly string[]; readonly organizationalUnits: readonly string[]; readonly dns?: string }
    >
  >;
  readonly reach: readonly (readonly [string, string])[];
  readonly zones: {
    readonly private: readonly { readonly name: string; readonly segments: readonly string[] }[];
  };
}

const FIXTURE_FILE = 'test/fixtures/landing-zone.yaml';
/** The tags of the README, in its words. */
export const TAG = {
  join: 'wheelwright:join',
  status: 'wheelwright:status',
  member: 'wheelwright:member',
  managed: 'wheelwright:managed',
} as const;

/** The rules of a landing zone's file, as a reader of the file understands them. */
export class Rules {
  private constructor(private readonly sections: Sections) {}

  static read(file = FIXTURE_FILE): Rules {
    return new Rules(parse(readFileSync(file, 'utf8')) as Sections);
  }

  get hub(): Sections['hub'] {
    return this.sections.hub;
  }

  get segments(): readonly string[] {
    return Object.keys(this.sections.segments);
  }

  /** The segments that accounts below these OUs may use. */
  permitted(organizationalUnits: readonly string[]): readonly string[] {
    return Object.entries(this.sections.segments).flatMap(([name, segment]) =>
      segment.organizationalUnits.some((id) => organizationalUnits.includes(id)) ? [name] : [],
    );
  }

  /** The segments that reach a segment and are reached by it, itself among them. */
  reached(segment: string): readonly string[] {
    const { reach } = this.sections;
    const others = reach.flatMap(([one, other]) => {
      if (one === segment) return [other];
      return other === segment ? [one] : [];
    });
    return [...new Set([segment, ...others])];
  }

  /** The names of the private zones that a segment's VPCs resolve. */
  zonesOf(segment: string): readonly string[] {
    const found = this.sections.zones.private.filter(({ segments }) => segments.includes(segment));
    return found.map(({ name }) => name).sort();
  }

  /** Whether the segment's VPCs ask the hub for names. */
  asksHubForNames(segment: string): boolean {
    return this.sections.segments[segment]?.dns === 'inbound';
  }
}
