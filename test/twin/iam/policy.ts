/** The elements of a statement, lists made of what JSON allows to be single. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Operand;
  /** Absent in a trust policy. */
  readonly resources?: Operand;
  /** Absent in an identity policy. */
  readonly principals?: PrincipalOperand;
  readonly conditions: readonly Condition[];
}

/** `Action` or, negated, `NotAction`. */
export interface Operand {
  readonly negated: boolean;
  readonly values: readonly string[];
}

export interface Principal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  readonly value: string;
}

export interface PrincipalOperand {
  readonly negated: boolean;
  readonly principals: readonly Principal[];
}

export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly Statement[];
}

/** A policy, with its name or ARN for messages. */
export interface Policy {
  readonly name: string;
  readonly document: PolicyDocument;
}
