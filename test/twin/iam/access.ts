import { AwsError } from '../wire/errors';
import type { Call, Invocation } from '../wire/service';
import type { World } from '../world';
import { needsOf, type Need } from './actions';
import { contextOf, requesterOf, type Caller } from './context';
import { decide, explain, type Level, type Policies, type Verdict } from './decide';
import { ADMINISTRATOR_ACCESS, identityPolicy } from './documents';
import type { RequestContext } from './conditions';
import type { Policy, PolicyDocument } from './policy';
import type { Role } from './state';

type Denial = Extract<Verdict, { effect: 'Deny' }>;

/** One decision of IAM. */
export interface Answer {
  readonly caller: Caller;
  readonly need: Need;
  readonly verdict: Verdict;
}

/** Authorizes every call as IAM does, by identity, boundary, resource, trust and control policies. */
export class Access {
  /** Called with every decision. */
  readonly listeners: ((answer: Answer) => void)[] = [];
  /**
   * Whether calls of an identity that lacks a permission succeed nevertheless, so that one run finds all that is missing.
   * Explicit denials, and denials by a resource or the organization, still hold.
   */
  lenient = false;

  constructor(private readonly world: World) {}

  /** Throws AWS's error for a call that may not be made. */
  authorize({ service, operation, input, call }: Invocation): void {
    for (const need of needsOf(service.iamPrefix, { world: this.world, call, operation, input })) {
      const denial = this.denial(call.caller, need, call);
      if (denial) throw refusal(service, call.caller, need, denial);
    }
  }

  /** Why the caller may not do this, if so. */
  denial(caller: Caller, need: Need, call?: Call): Denial | undefined {
    const own = this.#ownPolicies(caller);
    const serviceControl = this.#serviceControl(caller.accountId);
    if (own.administrator && !serviceControl && need.resource.policy === undefined && this.listeners.length === 0)
      return undefined;
    const { resource, action } = need;
    const { world } = this;
    let context: RequestContext | undefined;
    const request = {
      requester: requesterOf(world, caller),
      action,
      resource: resource.arn,
      ...(resource.accountId === undefined ? {} : { resourceAccountId: resource.accountId }),
      // Made where a statement about the action has a condition or a variable: most have none.
      get context() {
        return (context ??= contextOf(world, caller, { ...need, ...(call ? { call } : {}) }));
      },
    };
    const verdict = decide(request, {
      ...own.policies,
      ...(serviceControl ? { serviceControl } : {}),
      ...(resource.policy ? { resource: resource.policy } : {}),
    });
    for (const listener of this.listeners) listener({ caller, need, verdict });
    if (verdict.effect === 'Allow' || (this.lenient && isLack(verdict))) return undefined;
    return verdict;
  }

  /** Why a service that acts with this role may not do something, if so. */
  denialOf(role: Role, sessionName: string, need: Need): Denial | undefined {
    const { accountId, name, arn, roleId } = role;
    return this.denial(
      {
        type: 'AssumedRole',
        accountId,
        arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
        userId: `${roleId}:${sessionName}`,
        issuer: { arn, userName: name, principalId: roleId },
      },
      need,
    );
  }

  #ownPolicies({ type, issuer }: Caller): { readonly policies: Policies; readonly administrator: boolean } {
    if (type === 'IAMUser' || type === 'Root')
      return { policies: { identity: [ADMINISTRATOR_ACCESS] }, administrator: true };
    const role = issuer && this.world.iam.role(issuer.arn);
    if (!role) return { policies: { identity: [] }, administrator: false };
    const inline = [...role.policies].map(([name, text]) => identityPolicy(`${name} of ${role.arn}`, text));
    const identity = [...inline, ...[...role.attached].map((arn) => this.#managed(arn))];
    const boundary = role.permissionsBoundary === undefined ? undefined : this.#managed(role.permissionsBoundary);
    const administrator = boundary === undefined && isEverything(identity);
    return { policies: { identity, ...(boundary ? { boundary } : {}) }, administrator };
  }

  /** The SCPs of the organization on the account, unless they allow everything. */
  #serviceControl(accountId: string): readonly Level[] | undefined {
    const levels = this.world.organizations.servicePolicies(accountId);
    return levels?.every(({ policies }) => isEverything(policies)) ? undefined : levels;
  }

  #managed(arn: string): Policy {
    const policy = this.world.iam.managedPolicy(arn);
    if (!policy) throw new Error(`The twin has no managed policy ${arn}.`);
    return identityPolicy(arn, policy.text);
  }
}

/** Whether these allow everything, as AdministratorAccess does, and deny nothing. */
const isEverything = (policies: readonly Policy[]): boolean => {
  const extents = policies.map(({ document }) => extentOf(document));
  return extents.some(({ all }) => all) && extents.every(({ allows }) => allows);
};

interface Extent {
  /** Whether a statement is about everything. */
  readonly all: boolean;
  /** Whether no statement denies. */
  readonly allows: boolean;
}
const extents = new WeakMap<PolicyDocument, Extent>();

function extentOf(document: PolicyDocument): Extent {
  const { statements } = document;
  const known = extents.get(document) ?? {
    all: statements.some(
      ({ actions, resources, conditions }) =>
        conditions.length === 0 && [actions, resources].every((one) => one?.values.includes('*') && !one.negated),
    ),
    allows: statements.every(({ effect }) => effect === 'Allow'),
  };
  extents.set(document, known);
  return known;
}

const isLack = (denial: Denial): boolean =>
  !denial.explicit && (denial.lacking === 'identity-based policy' || denial.lacking === 'permissions boundary');

/** The error as each service words it. */
function refusal(service: Invocation['service'], { arn }: Caller, need: Need, denial: Denial): AwsError {
  const { iamPrefix, protocol } = service;
  const action = iamPrefix === 'sqs' ? need.action.toLowerCase() : need.action;
  const resource = iamPrefix === 's3' ? `"${need.resource.arn}"` : need.resource.arn;
  const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${explain(denial, action)}`;
  if (iamPrefix === 'ec2')
    return new AwsError(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${message}`,
      {},
      403,
    );
  if (iamPrefix === 'sns')
    return new AwsError('AuthorizationErrorException', message.replace(' sns:', ' SNS:'), {}, 403);
  const inXml = iamPrefix === 'sqs' || ['awsQuery', 'restXml'].includes(protocol);
  return inXml ? new AwsError('AccessDenied', message, {}, 403) : new AwsError('AccessDeniedException', message);
}
