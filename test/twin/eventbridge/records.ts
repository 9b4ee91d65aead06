import type { RuleState, Target } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from './event';
import type { Matcher } from './pattern';

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: Date;
  description?: string;
  /** The resource policy, as JSON. */
  policy?: string;
  readonly rules: Map<string, Rule>;
  readonly tags: Map<string, string>;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: EventBus;
  readonly createdBy: string;
  readonly managedBy?: string;
  pattern?: string;
  matches?: Matcher;
  schedule?: string;
  state: RuleState;
  description?: string;
  roleArn?: string;
  readonly targets: Map<string, StoredTarget>;
  readonly tags: Map<string, string>;
  /** Stops the schedule. */
  cancel?: () => void;
}

export type StoredTarget = Target & { readonly Id: string; readonly Arn: string };

/** An event on its way: whether another bus sent it here, and which rules alone may see it. */
export interface Arrival {
  readonly event: BusEvent;
  readonly forwarded: boolean;
  readonly onlyRules?: ReadonlySet<string>;
}

export interface Archive {
  readonly name: string;
  readonly arn: string;
  readonly bus: EventBus;
  readonly createdAt: Date;
  readonly rule: Rule;
  description?: string;
  pattern?: string;
  retentionDays: number;
  events: { readonly arrival: Arrival; readonly archivedAt: Date; readonly bytes: number }[];
}

export interface Replay {
  readonly name: string;
  readonly arn: string;
  readonly archive: Archive;
  readonly description?: string;
  readonly destination: { readonly Arn: string; readonly FilterArns?: string[] | undefined };
  readonly from: Date;
  readonly to: Date;
  readonly startedAt: Date;
  state: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED';
  lastReplayedAt?: Date;
  endedAt?: Date;
}

/** One event for one target of one rule. */
export interface Delivery {
  readonly rule: Rule;
  readonly target: StoredTarget;
  readonly arrival: Arrival;
}

/** A delivery that did not succeed, and whether a dead-letter queue took it. */
export interface Undelivered {
  readonly rule: Rule;
  readonly targetArn: string;
  readonly event: BusEvent;
  readonly code: DeliveryFailure['code'];
  readonly message: string;
  readonly deadLettered: boolean;
}

/** Error codes that EventBridge writes as attributes of a dead-letter message. None of these is retried. */
export interface DeliveryFailure {
  readonly code:
    | 'NO_PERMISSIONS'
    | 'NO_RESOURCE'
    | 'INVALID_PARAMETER'
    | 'FAILED_TO_ASSUME_ROLE'
    | 'THIRD_ACCOUNT_HOP_DETECTED'
    | 'THIRD_REGION_HOP_DETECTED';
  readonly message: string;
}
