import type { LandingZone } from '../../lib/landing-zone';
import { hubArns } from './names';
import { OPERATOR_ROLES, type FunctionName } from '../../lib/names';

/** An IAM statement as JSON, for the stacks and for the StackSets' plain templates alike. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: object | string;
  readonly Condition?: object;
}

export const policyDocument = (...statements: readonly Statement[]) => ({
  Version: '2012-10-17',
  Statement: statements,
});

export const allow = (
  actions: readonly string[],
  resources: string | readonly string[],
  condition?: object,
): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(condition ? { Condition: condition } : {}),
});

export const serviceTrust = (service: string, condition?: object) =>
  policyDocument({
    ...{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
    ...(condition ? { Condition: condition } : {}),
  });

/**
 * Trusts EventBridge for rules of the given account only (EventBridge User Guide, "Cross-service confused deputy
 * prevention"): another account's rule cannot use the role.
 */
export const forwarderTrust = (accountId: string | object) =>
  serviceTrust('events.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountId } });

/**
 * Trusts roles of the hub account by name: the principal is the hub account, and a condition names the roles. IAM replaces a
 * role named as the principal by its unique id, which another role of the same name has not (IAM User Guide, "Principal").
 */
const roleTrust = (landingZone: LandingZone, roleArns: readonly string[]) =>
  policyDocument({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${landingZone.hub.accountId}:root` },
    Action: 'sts:AssumeRole',
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': roleArns },
      StringEquals: { 'aws:PrincipalOrgID': landingZone.organization.id },
    },
  });

/** The same for the roles of functions. */
export const functionTrust = (landingZone: LandingZone, functions: readonly FunctionName[]) =>
  roleTrust(landingZone, functions.map(hubArns(landingZone).role));

/** The same for the roles of operators. */
export const operatorTrust = (landingZone: LandingZone) =>
  roleTrust(landingZone, OPERATOR_ROLES.map(hubArns(landingZone).operatorRole));

/** Characters that the inline policies of a role have at most, without white space (IAM User Guide, quotas). */
const MOST_CHARACTERS = 10_240;

/**
 * The statements, if they fit into a role.
 * @throws RangeError otherwise; `grows` is the part of the config from which they grow
 */
export function fitting(role: string, statements: readonly Statement[], grows: string): readonly Statement[] {
  const length = JSON.stringify(policyDocument(...statements)).length;
  if (length > MOST_CHARACTERS)
    throw new RangeError(
      `The policy of ${role} would have ${length} characters, at most ${MOST_CHARACTERS} are allowed: have fewer ${grows} in landing-zone.yaml.`,
    );
  return statements;
}
