import type { Keys } from './iam/actions';
import { isKnownKey } from './iam/condition-keys';
import { toContext } from './iam/context';
import { decide, type Requester } from './iam/decide';
import { ADMINISTRATOR_ACCESS, resourcePolicy } from './iam/documents';
import { AwsError } from './wire/errors';

/** A request to use a resource. */
export interface Access {
  readonly requester: Requester;
  /** `events:PutEvents` */
  readonly action: string;
  readonly resource: string;
  readonly context: Keys;
}

/** Why a service refuses a policy, if it does; unknown operators and keys are refused. */
export function policyFault(text: string): string | undefined {
  try {
    const { document } = resourcePolicy('', text);
    const keys = document.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));
    const unknown = keys.find((key) => !isKnownKey(key));
    return unknown === undefined ? undefined : `The twin does not evaluate the condition key ${unknown}.`;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

/** Whether a resource's policy by itself allows the access: some statement allows it and none denies it. */
export function policyAllows(text: string, { requester, action, resource, context }: Access): boolean {
  const request = { requester, action, resource, resourceAccountId: 'another', context: toContext(context) };
  const policy = text === '' ? {} : { policy: resourcePolicy(`of ${resource}`, text) };
  const verdict = decide(request, {
    identity: [ADMINISTRATOR_ACCESS],
    resource: { type: 'resource-based policy', ...policy },
  });
  return verdict.effect === 'Allow';
}
