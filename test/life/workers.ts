import type { Result } from '../../lib/dispatch/reconcile-spoke';
import type { Counts } from './counts';
import type { Laws } from './laws';
import type { Random } from './random';
import type { Setting } from './setting';

const MOST_ROUNDS = 12;
/** Reconciles of a spoke that may fail one after the other: two workers that race may both be refused a call. */
const MOST_FAILURES = 4;
/** AWS's states are settled after a second. */
const BETWEEN_MS = 1_000;

/** One worker that reconciles a spoke until nothing is left to do. */
export interface Job {
  readonly accountId: string;
  readonly instance: number;
  /** Organizations has changed the account. */
  readonly accountChanged: boolean;
}

/** What happens while workers race. Returns the jobs that it makes necessary. */
export type Meanwhile = () => Promise<readonly Job[]>;

interface Run extends Job {
  rounds: number;
  failures: number;
}

/** Lets the join worker reconcile spokes, one after the other or interleaved, and checks the laws after each round. */
export class Workers {
  constructor(
    private readonly setting: Setting,
    private readonly laws: Laws,
    private readonly counts: Counts,
  ) {}

  /** Reconciles each spoke until it is done, and then those that were woken. */
  async settle(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs)
      await this.#rounds([runOf(job)], ([run]) =>
        run ? this.#reconcile(run).then((one) => [one]) : Promise.resolve([]),
      );
    await this.#woken();
  }

  /** Reconciles spokes at once, with their calls interleaved. `meanwhile` happens at one of the calls of the first round. */
  async race(jobs: readonly Job[], random: Random, meanwhile: Meanwhile): Promise<void> {
    let came: readonly Job[] = [];
    const late = async (): Promise<undefined> => {
      came = await meanwhile();
    };
    const runs = jobs.map(runOf);
    const results = await this.setting.interleaver.run(random, [
      ...runs.map((run) => () => this.#reconcile(run)),
      late,
    ]);
    await this.#afterRound(came.length === 0 && results.every((result) => result?.status !== 'failed'));
    const more = came.filter(({ accountId }) => !jobs.some((job) => job.accountId === accountId));
    const rest = [
      ...jobs.map(
        (job) => came.find(({ accountId }) => accountId === job.accountId) ?? { ...job, accountChanged: false },
      ),
      ...more,
    ];
    await this.#rounds(rest.map(runOf), (going) =>
      this.setting.interleaver.run(
        random,
        going.map((run) => () => this.#reconcile(run)),
      ),
    );
    await this.#woken();
  }

  /** Runs rounds until each spoke is done, or waits for what only an event changes. */
  async #rounds(runs: readonly Run[], round: (going: readonly Run[]) => Promise<readonly Result[]>): Promise<void> {
    for (let going = runs; going.length > 0;) {
      const results = await round(going);
      // Credentials of a role that a StackSet has made anew are rejected once: that reconcile has not read the spoke.
      await this.#afterRound(results.every(({ status }) => status !== 'failed'));
      going = going.filter((_run, index) => {
        const status = results[index]?.status;
        return status === 'waiting' || status === 'failed';
      });
      const stuck = going.find(({ rounds }) => rounds >= MOST_ROUNDS);
      if (stuck) throw new Error(`The spoke ${stuck.accountId} still waits after ${MOST_ROUNDS} reconciles.`);
    }
  }

  async #reconcile(run: Run): Promise<Result> {
    const ended = this.laws.reconciling(run.accountId);
    const isFirst = run.rounds++ === 0;
    this.counts.reconciles++;
    const result = await this.setting.reconcile(run.instance, run.accountId, {
      hasNewMessage: isFirst,
      accountChanged: isFirst && run.accountChanged,
    });
    ended();
    if (result.status === 'failed') {
      this.counts.failures++;
      if (++run.failures > MOST_FAILURES)
        throw new Error(`The spoke ${run.accountId} fails again and again: ${result.because}`);
    }
    return result;
  }

  async #afterRound(reconciled: boolean): Promise<void> {
    this.laws.checkPaths();
    await this.setting.world.clock.jump(BETWEEN_MS);
    this.laws.checkPaths();
    if (reconciled) this.laws.checkOverlaps();
  }

  async #woken(): Promise<void> {
    for (let wakes = 0; ; wakes++) {
      const woken = this.setting.takeWoken();
      if (woken.length === 0) return;
      if (wakes >= MOST_ROUNDS) throw new Error(`The spokes ${woken.join()} wake one another without end.`);
      for (const accountId of woken) {
        const run = runOf({ accountId, instance: wakes, accountChanged: false });
        await this.#rounds([run], async () => [await this.#reconcile(run)]);
      }
    }
  }
}

const runOf = (job: Job): Run => ({ ...job, rounds: 0, failures: 0 });
