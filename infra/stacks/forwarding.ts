import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ForwardRules, type ForwardRulesProps } from '../constructs/forwarder';

/** Forward rules in a region that has no other stack of ours: Control Tower's home, or where else the hub's events are. */
export class ForwardingStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & ForwardRulesProps) {
    super(scope, id, props);
    new ForwardRules(this, 'Rules', props);
  }
}
