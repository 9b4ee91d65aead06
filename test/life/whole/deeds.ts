/** Accounts and VPCs have numbers: accounts 0 to 2 are of segments dev, staging and prod; others are created in a life. */
interface OfVpc {
  readonly vpc: number;
}
interface OfAccount {
  readonly account: number;
}

/** What a team does in its account. */
export type CreateDeed = OfVpc & OfAccount & { readonly does: 'create'; readonly cidr: string; readonly tag?: string };
export type TeamDeed =
  | (OfVpc & { readonly does: 'tag'; readonly value: string })
  | (OfVpc & { readonly does: 'add-cidr'; readonly cidr: string })
  | (OfVpc & {
      readonly does:
        | 'untag'
        /** With all its parts, as soon as AWS lets it. */
        | 'delete'
        /** By hand: the attachment waits for acceptance. */
        | 'attach'
        /** Deletes the attachment. */
        | 'detach'
        /** Deletes the route to the mesh in one route table. */
        | 'unroute'
        /** Gives one route table a route of its own for the mesh. */
        | 'own-route'
        | 'default-options'
        | 'lose-status'
        | 'remove-cidr';
    });

/** What operators of the organization do, or of the hub's share. `to`: an OU's path, or nothing for the root. */
export type AccountDeed =
  | (OfAccount & { readonly does: 'open' | 'close' | 'unshare' })
  | (OfAccount & { readonly does: 'move'; readonly to: string });

/** What operators of the hub do by hand to a VPC's attachment, or to a zone's association. */
export type HubDeed =
  | (OfVpc & { readonly does: 'lose-attachment-tags' | 'disassociate' | 'leave-zone' })
  | (OfVpc & { readonly does: 'enable' | 'disable'; readonly segment: string });

/** What goes wrong at AWS: so many of the next events, or of the functions' next calls. */
interface Mishap {
  readonly does: 'lose-events' | 'throttle' | 'kill';
  readonly count: number;
}

export type Deed = CreateDeed | TeamDeed | AccountDeed | HubDeed | Mishap;

export interface Step {
  readonly deed: Deed;
  /** Virtual time that passes after it. */
  readonly seconds: number;
  /** Then everything comes to rest, and what is found there is judged. */
  readonly rests?: true;
}

/** The step in one line. */
export function textOf({ deed: { does, ...facts }, seconds, rests }: Step): string {
  const named = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
  return `${[does, ...named].join(' ')}, then ${seconds} s${rests ? ' and rest' : ''}`;
}
