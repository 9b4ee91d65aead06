import type { Step } from './deeds';
import type { Land } from './land';
import { Persons } from './people';

/** What a life has led to that must not be. */
export interface Finding {
  /** `left`: left over; `untrue`: a state; `writes`: a sweep that changes something at rest; `thrown`: an error. */
  readonly kind: 'left' | 'untrue' | 'writes' | 'thrown';
  readonly text: string;
}

const MINUTE = 60_000;
/** While a team deletes a VPC, it tries so often, for so long at most. */
const TRY_AGAIN_MS = 10_000;
const LONGEST_DELETION_MS = 90 * MINUTE;

/** Lives one life. */
export class WholeLife {
  readonly persons: Persons;

  /** `land`: as it was in its beginning. */
  constructor(private readonly land: Land) {
    this.persons = new Persons(land);
  }

  /** Makes a step. Returns what is found at rest, where the step rests. */
  async run({ deed, seconds, rests }: Step): Promise<readonly Finding[]> {
    try {
      await this.persons.make(deed);
      await this.#pass(seconds * 1_000);
      return rests ? await this.rest() : [];
    } catch (error) {
      return [{ kind: 'thrown', text: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
    }
  }

  /** Rest: quiet and one sweep. Then AWS's side is read, and a further sweep must change nothing. */
  async rest(): Promise<readonly Finding[]> {
    const { land, persons } = this;
    persons.mishaps.end();
    await this.#pass(LONGEST_DELETION_MS, () => !persons.isDeleting);
    await land.quietAndOneSweep();
    const left = land.leftOver({ attachments: persons.byHand });
    const untrue = land.untrueStates();
    const writes: string[] = [];
    land.beforeWrite = ({ action, accountId }) => void writes.push(`${action} in account ${accountId}`);
    // A sweep that changes something begins with it within seconds.
    await land.sweep(10 * MINUTE);
    land.beforeWrite = () => undefined;
    return [
      ...left.map((text) => ({ kind: 'left' as const, text })),
      ...untrue.map((text) => ({ kind: 'untrue' as const, text })),
      ...writes.map((text) => ({ kind: 'writes' as const, text })),
    ];
  }

  /** Lets time pass, in which teams go on deleting what they delete. */
  async #pass(ms: number, until: () => boolean = () => false): Promise<void> {
    const { clock } = this.land.world;
    for (let left = ms; left > 0 && !until();) {
      const slice = this.persons.isDeleting ? Math.min(left, TRY_AGAIN_MS) : left;
      await clock.jump(slice);
      left -= slice;
      await this.persons.goOnDeleting();
    }
  }
}
