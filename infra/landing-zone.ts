import { Construct } from 'constructs';
import type { LandingZone as Config } from '../lib/landing-zone';
import { FEATURE_FLAGS } from './feature-flags';
import { stacksIn } from './stacks';
import type { AutomationStack } from './stacks/automation';
import type { DelegatedStack } from './stacks/delegated';
import type { HubStack } from './stacks/hub';
import type { LogArchiveStack } from './stacks/log-archive';
import type { ManagementStack } from './stacks/management';
import type { TrailStack } from './stacks/trail';

export interface LandingZoneProps {
  /** The checked config, as `readLandingZone('landing-zone.yaml')` returns it. */
  readonly landingZone: Config;
}

/**
 * Every stack of a landing zone, each in its account and region and after those that it depends on. In an `App` of your own it
 * makes the templates that `wheelwright synth` makes: feature flags of CDK that the app does not set have the values that
 * Wheelwright is tested with. CDK's id of a stack is `<id of this construct>/hub` and so on; CloudFormation's name is
 * `wheelwright-hub` and so on in every app.
 */
export class LandingZone extends Construct {
  /** Transit gateway, DNS, logs, image repositories. In the hub account, in the hub's region. */
  readonly hub: HubStack;
  /** Buses, queues, functions, ledger, alarms. In the hub account, in the hub's region. */
  readonly automation: AutomationStack;
  /** Forward rules, roles, StackSets, service control policies. In the management account, in us-east-1. */
  readonly management: ManagementStack;
  /** The organization's trail, if `organization.trail` is `create`. */
  readonly trail: TrailStack | undefined;
  /** The log bucket, if `logs.bucket` names an account of its own. */
  readonly logArchive: LogArchiveStack | undefined;
  /** The StackSets, if `organization.delegatedAdministrator` is `hub`. */
  readonly delegated: DelegatedStack | undefined;

  /** @throws Error if `scope` is in no CDK App */
  constructor(scope: Construct, id: string, { landingZone }: LandingZoneProps) {
    super(scope, id);
    for (const [flag, value] of Object.entries(FEATURE_FLAGS))
      if (this.node.tryGetContext(flag) === undefined) this.node.setContext(flag, value);
    const made = stacksIn(this, landingZone);
    ({
      hub: this.hub,
      automation: this.automation,
      management: this.management,
      trail: this.trail,
      logArchive: this.logArchive,
      delegated: this.delegated,
    } = made);
  }
}
