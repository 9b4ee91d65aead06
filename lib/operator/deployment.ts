/** Whose credentials a stack is deployed with. */
export type DeploymentAccount = 'hub' | 'log-archive' | 'management';

/** Stacks that are deployed one after the other with the credentials of one account. */
export interface DeploymentStage {
  readonly account: DeploymentAccount;
  readonly stacks: readonly string[];
}

/**
 * The order of docs/deploying.md: the hub's logs are delivered to the log archive, the rules of the management account deliver to the
 * hub's bus, and the trail writes to the hub's bucket.
 */
const ORDER: readonly { readonly account: DeploymentAccount; readonly stacks: RegExp }[] = [
  { account: 'log-archive', stacks: /^log-archive$/ },
  { account: 'hub', stacks: /^(hub|automation|validation|hub-forwarding-.+)$/ },
  { account: 'management', stacks: /^management(-forwarding)?$/ },
  { account: 'hub', stacks: /^delegated$/ },
  { account: 'management', stacks: /^trail$/ },
];

/**
 * The stages in which the stacks of an app are deployed. `account`: those of one account only.
 * @throws Error if a stack has no place in the order
 */
export function deploymentStages(stacks: readonly string[], account?: DeploymentAccount): readonly DeploymentStage[] {
  const misplaced = stacks.filter((stack) => !ORDER.some((stage) => stage.stacks.test(stack)));
  if (misplaced.length > 0) throw new Error(`The order of deployment has no place for ${misplaced.join(', ')}.`);
  return ORDER.map((stage) => ({ ...stage, stacks: stacks.filter((stack) => stage.stacks.test(stack)) })).filter(
    (stage) => stage.stacks.length > 0 && (account === undefined || stage.account === account),
  );
}
