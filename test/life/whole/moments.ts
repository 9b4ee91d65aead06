import { QUICK_STATES } from '../../world/shared';
import { closeAccount, createVpc, deleteVpc, moveAccount, removeRoles, tag, untag } from './events';
import { Land } from './land';

/** What a VPC does when something happens to it. */
type Act = 'join' | 'leave';
/** What happens to a VPC or to its account. `turned round`: a VPC that joins is untagged, one that leaves is tagged again. */
export const HAPPENINGS = [
  'turned round',
  'retagged',
  'deleted',
  'moved',
  'suspended',
  'closed',
  'role removed',
] as const;
type Happening = (typeof HAPPENINGS)[number];

interface Case {
  readonly act: Act;
  /** The write before which it happens, from 0. */
  readonly moment: number;
  readonly happening: Happening;
}

export interface Outcome extends Case {
  readonly action: string;
  readonly findings: readonly string[];
}

const MINUTE = 60_000;
const CIDR = '10.1.0.0/20';
/** How often a team tries to delete its VPC, from the moment on. A leave takes longer than its drain. */
const TRY_AGAIN_MS = 10_000;
const TRIES = 360;
const LONGEST_MS = 180 * MINUTE;

interface Scene {
  readonly land: Land;
  readonly accountId: string;
  readonly vpcId: string;
}

/** A VPC of account dev to which things happen in the middle of a join or of a leave, again and again. */
class Moments {
  private constructor(
    private readonly scene: Scene,
    /** By act: brings back the world just before it. */
    private readonly before: Readonly<Record<Act, () => void>>,
  ) {}

  static async prepare(): Promise<Moments> {
    const land = await Land.build(QUICK_STATES);
    const accountId = land.setting.organization.accounts['dev'] ?? '';
    const vpcId = await createVpc(land, accountId, CIDR);
    await land.world.clock.jump(MINUTE);
    const join = land.remember();
    await tag(land, vpcId, 'true');
    await land.world.clock.jump(30 * MINUTE);
    return new Moments({ land, accountId, vpcId }, { join, leave: land.remember() });
  }

  /** The writes of a join, or of a leave, that is not disturbed. */
  async writesOf(act: Act): Promise<readonly string[]> {
    const { land } = this.scene;
    this.before[act]();
    const writes: string[] = [];
    land.beforeWrite = ({ action }) => void writes.push(action);
    await this.#begin(act);
    await land.world.clock.jump(LONGEST_MS);
    return writes;
  }

  /** Lets one thing happen at one moment, then quiet and one sweep, and reads AWS's side. */
  async outcomeOf(one: Case): Promise<Outcome> {
    const { land, vpcId } = this.scene;
    this.before[one.act]();
    let writes = 0;
    let action = 'none';
    land.beforeWrite = async (write) => {
      if (writes++ !== one.moment) return;
      action = write.action;
      await happen(this.scene, one);
    };
    await this.#begin(one.act);
    if (one.happening === 'deleted') await untilDeleted(this.scene, () => action !== 'none');
    await land.quietAndOneSweep();
    const gone = one.happening !== 'deleted' || land.world.ec2.vpc(vpcId) === undefined;
    const findings = [
      ...(action === 'none' ? ['there was no such write'] : []),
      ...(gone ? [] : ['the VPC could not be deleted']),
      ...land.leftOver(),
      ...land.untrueStates().map((each) => `untrue: ${each}`),
    ];
    return { ...one, action, findings };
  }

  #begin(act: Act): Promise<boolean> {
    const { land, vpcId } = this.scene;
    return act === 'join' ? tag(land, vpcId, 'true') : untag(land, vpcId);
  }
}

/** The outcomes of everything that happens at each write, or at every n-th, of a join and of a leave. */
export async function outcomes(
  every = 1,
  progress: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Outcome[]> {
  const moments = await Moments.prepare();
  const found: Outcome[] = [];
  for (const act of ['join', 'leave'] as const) {
    const writes = await moments.writesOf(act);
    for (let moment = 0; moment < writes.length; moment++)
      for (const [index, happening] of HAPPENINGS.entries()) {
        if ((moment * HAPPENINGS.length + index) % every > 0) continue;
        const outcome = await moments.outcomeOf({ act, moment, happening });
        found.push(outcome);
        progress(outcome);
      }
  }
  return found;
}

async function happen({ land, accountId, vpcId }: Scene, { act, happening }: Case): Promise<void> {
  switch (happening) {
    case 'turned round':
      await (act === 'join' ? untag(land, vpcId) : tag(land, vpcId, 'true'));
      return;
    case 'retagged':
      await tag(land, vpcId, 'prod');
      return;
    case 'deleted':
      await deleteVpc(land, vpcId);
      return;
    case 'moved':
      await moveAccount(land, accountId, 'Workloads/Staging');
      return;
    case 'suspended':
      await moveAccount(land, accountId, 'Suspended');
      return;
    case 'closed':
      await closeAccount(land, accountId);
      return;
    case 'role removed':
      removeRoles(land, accountId);
  }
}

async function untilDeleted({ land, vpcId }: Scene, hasBegun: () => boolean): Promise<void> {
  await land.world.clock.run({ until: hasBegun, ms: LONGEST_MS });
  for (let tries = 0; tries < TRIES && land.world.ec2.vpc(vpcId); tries++) {
    await land.world.clock.jump(TRY_AGAIN_MS);
    await deleteVpc(land, vpcId);
  }
}
