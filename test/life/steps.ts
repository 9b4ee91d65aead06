import type { Unit } from './setting';

/** What a VPC's team, an operator of the hub or of the organization, or an accident does. VPCs have numbers, and accounts. */
export type Change =
  /** A new VPC with subnets in two zones; `tag`: the value of `wheelwright:join` that it gets at once. */
  | {
      readonly does: 'create';
      readonly vpc: number;
      readonly account: number;
      readonly cidr: string;
      readonly tag?: string;
    }
  /** The VPC's team attaches it without Wheelwright: the attachment waits for acceptance. */
  | { readonly does: 'attach'; readonly vpc: number }
  /** An operator of the hub accepts a pending attachment, associates it and propagates it. */
  | { readonly does: 'accept'; readonly vpc: number; readonly segment: string }
  | { readonly does: 'detach' | 'delete'; readonly vpc: number }
  | Instant
  | { readonly does: 'sweep' };

/** A change that takes effect at once: it may come in the middle of a race. */
export type Instant =
  | { readonly does: 'tag'; readonly vpc: number; readonly value: string }
  | { readonly does: 'untag'; readonly vpc: number }
  | { readonly does: 'add-cidr' | 'remove-cidr'; readonly vpc: number; readonly cidr: string }
  | { readonly does: 'move'; readonly account: number; readonly to: Unit }
  | { readonly does: 'state'; readonly account: number; readonly state: 'ACTIVE' | 'SUSPENDED' | 'CLOSED' }
  | { readonly does: 'lose-table' }
  | { readonly does: 'lose-tag'; readonly vpc: number; readonly key: string };

/** A change, after which one instance of the worker reconciles the spokes concerned. */
interface PlainStep {
  readonly change: Change;
  readonly instance: number;
}

/**
 * Both changes happen, then two instances of the worker reconcile the spokes concerned, or the same spoke twice, interleaved
 * at each call. `late` happens at one of these calls.
 */
export interface RaceStep {
  readonly race: readonly [Change, Change];
  readonly late?: Instant;
  readonly seed: number;
  readonly instance: number;
}

export type Step = PlainStep | RaceStep;

/** The step in one line. */
export const textOf = (step: Step): string =>
  'change' in step
    ? `${changeText(step.change)} (instance ${step.instance})`
    : `race ${step.seed}: ${step.race.map(changeText).join(' | ')}${step.late ? `, and meanwhile ${changeText(step.late)}` : ''} (instance ${step.instance})`;

const changeText = ({ does, ...facts }: Change): string =>
  [does, ...Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`)].join(' ');
