/** The elements of a policy document, lists made of what JSON allows to be single. */
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

/** IAM's wildcards: `*` is any text, `?` any one character. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
