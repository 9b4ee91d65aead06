import * as ec2 from '@aws-sdk/client-ec2';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LandingZone } from '../../../lib/landing-zone';
import { withoutServiceControl } from '../../world/assembly/edits';
import { enrolledOrganization, type EnrolledWorld } from '../../world/enrolled';
import { fixtureLandingZone } from '../../world/landing-zone';
import { mesh } from '../../world/mesh';
import type { StateTimes, World } from '../../twin/world';
import { snapshot } from '../../twin/snapshot';
import { AwsView } from './aws-view';
import { leftOver, type ByHand } from './left-over';
import { Rules } from './rules';
import { untrueStates, type Said } from './untrue-states';

const HOUR = 3_600_000;
/** Longer than a drain, a StackSet's operations, and the wait of a message that a killed function has left. */
const QUIET_MS = 3 * HOUR;

/** Services whose changes are changes of AWS: the others carry messages and records. */
const COUNTED = new Set(['ec2', 'route53', 'route53resolver', 'ram', 'iam', 'account', 'cloudformation']);

/** The fixture without a guard that holds leaves: what holds back is no failure to leave. */
function landingZone(): LandingZone {
  const fixture = fixtureLandingZone();
  return { ...fixture, guards: { ...fixture.guards, maxLeaves: { count: 100, percent: 100, atLeast: 100 } } };
}

/** A call of a function that changes AWS. */
export interface Write {
  readonly action: string;
  readonly accountId: string;
}

/**
 * A whole landing zone in which a test watches and disturbs what functions change. There are no service control policies, so
 * that a spoke's administrator can do anything, and no scheduled sweep.
 */
export class Land {
  readonly view: AwsView;
  readonly #clients = new Map<string, ec2.EC2Client>();
  /** Called before each write of a function. */
  beforeWrite: (write: Write) => void | Promise<void> = () => undefined;

  private constructor(readonly setting: EnrolledWorld) {
    const { world } = setting;
    this.view = new AwsView(world, Rules.read());
    world.around.push(async ({ service, operation, call }, next) => {
      if (call.invocationId !== undefined && COUNTED.has(service.iamPrefix) && !READ.test(operation))
        await this.beforeWrite({ action: `${service.iamPrefix}:${operation}`, accountId: call.accountId });
      return next();
    });
  }

  /** `times`: of AWS's states, where they differ from the twin's. */
  static async build(times: Partial<StateTimes> = {}): Promise<Land> {
    const setting = await enrolledOrganization(landingZone(), {
      ...{ times, deployed: fixtureLandingZone() },
      edit: withoutServiceControl,
      prepare({ ec2: { quotas } }) {
        quotas.vpcsPerRegion = 50;
      },
    });
    const land = new Land(setting);
    const { accountId, region } = setting.landingZone.hub;
    const events = new EventBridgeClient(land.world.config(land.world.administrator(accountId), region));
    await events.send(new DisableRuleCommand({ Name: 'wheelwright-sweep-all' }));
    await land.world.clock.jump(60_000);
    return land;
  }

  /** Remembers the present state. The returned function brings it back; credentials issued since then are gone. */
  remember(): () => void {
    const restore = snapshot(this.world);
    return () => {
      restore();
      this.#clients.clear();
      this.beforeWrite = () => undefined;
    };
  }

  get world(): World {
    return this.setting.world;
  }

  get region(): string {
    return this.setting.landingZone.hub.region;
  }

  /** A client of an account's administrator. */
  ec2(accountId: string): ec2.EC2Client {
    const known = this.#clients.get(accountId);
    const client = known ?? new ec2.EC2Client(this.world.config(this.world.administrator(accountId), this.region));
    this.#clients.set(accountId, client);
    return client;
  }

  /** Lets everything end that goes on by itself, and then one sweep. */
  async quietAndOneSweep(): Promise<void> {
    await this.world.clock.jump(QUIET_MS);
    await this.sweep();
  }

  /** One sweep, and what it causes in this time. */
  async sweep(ms = QUIET_MS): Promise<void> {
    await this.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await this.world.clock.jump(ms);
  }

  /** What the reader of AWS's side finds. */
  leftOver(byHand: ByHand = { attachments: new Set() }): readonly string[] {
    return leftOver(this.view, byHand);
  }

  /** What ledger and tags say and AWS contradicts. */
  untrueStates(): readonly string[] {
    return untrueStates(this.view, said(this.setting));
  }
}

const READ = /^(Describe|Get|List|Search)/;

/** The ledger's reports, in the reader's terms. */
function said({ world, landingZone: zone }: EnrolledWorld): readonly Said[] {
  const rows = mesh(world, zone);
  return rows.map(({ accountId, vpcId, state, segment, concepts, unreadableSince, tagIs }) => ({
    ...{ accountId, vpcId, state, segment, concepts },
    isLastKnown: unreadableSince !== undefined,
    isTagLastKnown: tagIs === 'last known',
  }));
}
