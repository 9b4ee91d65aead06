import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ForwardRules, type ForwardRulesProps } from '../constructs/forwarder';
import type { LandingZoneStackProps } from './props';

export interface ForwardingProps extends LandingZoneStackProps {
  /** Whose events are forwarded: those of the `hub` account, or of the `management` account. */
  readonly sender: ForwardRulesProps['sender'];
  /** As what the stack's region counts: the kinds of event that AWS puts there are forwarded. */
  readonly places: ForwardRulesProps['places'];
}

/** Forward rules in a region without another stack of ours: Control Tower's home region, or a further region of hub events. */
export class ForwardingStack extends Stack {
  constructor(scope: Construct, id: string, props: ForwardingProps) {
    super(scope, id, props);
    new ForwardRules(this, 'Rules', props);
  }
}
