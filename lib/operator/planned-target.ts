import type { Account } from '../aws/read/organization';
import type { MeshAttachment } from '../aws/read/shapes';
import { modeOf } from '../dispatch/worker-context';
import type { HubResources, LandingZone } from '../landing-zone';
import { MANAGED } from '../names';
import type { Report } from '../reconcile/engine';
import { membershipOf } from '../reconcile/target';
import { moved, textOf, type ChangeText } from './change-text';
import { withPlannedNames } from './planned-hub';

/** What would be done about one VPC, or about the hub's own VPC or transit gateway. */
export interface PlannedTarget {
  readonly accountId: string;
  readonly accountName: string;
  readonly key: string;
  readonly cidrs: readonly string[];
  readonly segment?: string;
  readonly attachmentId?: string;
  readonly intent: 'join' | 'leave';
  /** It is attached, and Wheelwright has not changed it yet. */
  readonly adopts: boolean;
  /** Its team has set the tag. Absent for the hub's own resources. */
  readonly asks?: boolean;
  readonly because: string;
  readonly changes: readonly ChangeText[];
  /** What keeps some or all of it from being done: a refusal, a freeze, what is in the way. */
  readonly held: readonly string[];
}

interface Inputs {
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
  readonly attachments: readonly MeshAttachment[];
}

interface KnownVpc {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
}

interface ForPeople {
  readonly vpcs: readonly KnownVpc[];
  /** The VPCs that are planned as if they asked. */
  readonly assumed: ReadonlySet<string>;
  /** Who has frozen it, when and why; undefined where nothing is. */
  readonly frozen: string | undefined;
}

/** What a report says of a VPC, for people. */
export function plannedTarget(
  { landingZone, hub, attachments }: Inputs,
  account: Account,
  report: Report,
  { vpcs, assumed, frozen }: ForPeople,
): PlannedTarget {
  const { key, intent, because, detail } = report.target;
  const attachment = attachments.find(({ vpcId }) => vpcId === key);
  const table = attachment?.association?.routeTableId;
  const segment =
    membershipOf(report.target)?.segment ?? Object.entries(hub.routeTableIds).find(([, id]) => id === table)?.[0];
  const vpc = vpcs.find(({ vpcId }) => vpcId === key);
  const cidrs = vpc?.cidrs ?? [];
  const inputs = {
    ...{ landingZone, hub, vpcId: key, cidrs },
    ...(segment === undefined ? {} : { segment }),
  };
  const changes = [...report.outcomes].flatMap(([concept, outcome]) =>
    'changes' in outcome ? outcome.changes.map((change) => textOf(concept, change, inputs)) : [],
  );
  return {
    ...{ accountId: account.id, accountName: account.name, key: withPlannedNames(key), cidrs, intent },
    ...(segment === undefined ? {} : { segment }),
    ...(attachment === undefined ? {} : { attachmentId: attachment.attachmentId }),
    adopts: vpc !== undefined && intent === 'join' && attachment !== undefined && attachment.tags[MANAGED] !== 'true',
    ...(vpc === undefined ? {} : { asks: !assumed.has(key) }),
    because: withPlannedNames(detail ?? because),
    changes: moved(changes, inputs),
    held: [
      ...(frozen === undefined ? [] : [`none of this is done now: ${frozen}`]),
      ...(modeOf(landingZone, account) === 'plan' ? [PLANS_ONLY] : []),
      ...heldBy(report),
    ],
  };
}

const PLANS_ONLY = 'none of this is done: guards.planOnly in the config, or a tag of the account, asks for plans only';

/** Why what is planned would not be done, or not all of it. */
const heldBy = ({ target, status, outcomes, findings = [] }: Report): readonly string[] => {
  if (status === 'refused' && outcomes.size === 0) return [withPlannedNames(target.detail ?? target.because)];
  const refusals = [...outcomes.values()].flatMap((outcome) => (outcome.status === 'refused' ? [outcome] : []));
  const waits = [...outcomes.values()].flatMap((outcome) =>
    outcome.status === 'waiting' && outcome.failure === undefined ? [outcome] : [],
  );
  return [...refusals, ...waits, ...findings].map((each) =>
    withPlannedNames(('detail' in each ? each.detail : undefined) ?? each.because),
  );
};
