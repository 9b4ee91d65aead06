import { textOf, type Step } from './deeds';
import { LifeSteps } from './generator';
import { Random } from '../random';
import { Land } from './land';
import { WholeLife, type Finding } from './whole-life';

const STEPS_OF_A_LIFE = 30;

/** A life that has led to findings, with the shortest steps found that lead to one of the same kind. */
export interface FailedLife {
  readonly number: number;
  readonly findings: readonly string[];
  readonly steps: readonly string[];
}

export interface LivesOptions {
  readonly seed: number;
  readonly count: number;
  /** How often shortening may live a life again; 0 leaves the steps as they are. */
  readonly shortenings?: number;
  readonly progress?: (number: number, failed: FailedLife | undefined) => void;
}

/** Where lives are lived: each begins in the same state. */
export class Setting {
  private constructor(
    private readonly land: Land,
    private readonly restore: () => void,
  ) {}

  static async build(): Promise<Setting> {
    const land = await Land.build();
    return new Setting(land, land.remember());
  }

  /** Lives random lives, each fixed by seed and number. Returns those that ended wrong. */
  async lives({ seed, count, shortenings = 60, progress }: LivesOptions): Promise<readonly FailedLife[]> {
    const failed: FailedLife[] = [];
    for (let number = 1; number <= count; number++) {
      const broken = await this.#generated(new Random(seed * 1_000_003 + number));
      const shortest = broken && (await this.#shorten(broken, shortenings));
      const one = shortest && {
        number,
        findings: shortest.findings.map(({ kind, text }) => `${kind}: ${text}`),
        steps: shortest.steps.map(textOf),
      };
      if (one) failed.push(one);
      progress?.(number, one);
    }
    return failed;
  }

  /** Lives these steps, up to the first rest at which something is found. */
  async lived(steps: readonly Step[]): Promise<readonly Finding[]> {
    const life = this.#begin();
    for (const step of steps) {
      const findings = await life.run(step);
      if (findings.length > 0) return findings;
    }
    return [];
  }

  #begin(): WholeLife {
    this.restore();
    return new WholeLife(this.land);
  }

  async #generated(random: Random): Promise<Broken | undefined> {
    const life = this.#begin();
    const next = new LifeSteps(random, life.persons);
    const steps: Step[] = [];
    for (let number = 1; number <= STEPS_OF_A_LIFE; number++) {
      const step = next.step(number);
      steps.push(step);
      const findings = await life.run(step);
      if (findings.length > 0) return { steps, findings };
    }
    for (const step of ending([...life.persons.vpcs.keys()])) {
      steps.push(step);
      const findings = await life.run(step);
      if (findings.length > 0) return { steps, findings };
    }
    return undefined;
  }

  /** Leaves out steps, in halves first and then one by one, as long as a finding like the first one remains. */
  async #shorten(broken: Broken, most: number): Promise<Broken> {
    const wanted = gist(broken.findings[0]);
    let shortest = broken;
    let left = most;
    for (let size = Math.ceil(broken.steps.length / 2); size >= 1 && left > 0;) {
      let removed = false;
      for (let end = shortest.steps.length - 1; end > 0 && left > 0; end -= size, left--) {
        const steps = [...shortest.steps.slice(0, Math.max(0, end - size)), ...shortest.steps.slice(end)];
        const findings = await this.lived(steps);
        if (!findings.some((finding) => gist(finding) === wanted)) continue;
        shortest = { steps, findings };
        removed = true;
      }
      if (!removed) size = size === 1 ? 0 : Math.floor(size / 2);
    }
    return shortest;
  }
}

interface Broken {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
}

/** In the end no VPC asks any more. */
const ending = (vpcs: readonly number[]): readonly Step[] =>
  vpcs.map((vpc, index) => ({
    deed: { does: 'untag', vpc },
    seconds: 0,
    ...(index === vpcs.length - 1 ? { rests: true as const } : {}),
  }));

/** The kind of a finding and its words, without what is named in it. */
const gist = (finding: Finding | undefined): string =>
  finding === undefined ? '' : `${finding.kind} ${(finding.text.split('\n')[0] ?? '').replace(/\S*\d\S*/g, '…')}`;
