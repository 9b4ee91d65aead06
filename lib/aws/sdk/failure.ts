/** What an AWS error means to a reconcile. Nothing outside this file looks at an error's name. */
export type FailureKind =
  | 'not-found'
  | 'already-done'
  | 'conflict'
  | 'busy'
  | 'not-visible-yet'
  | 'not-opted-in'
  | 'throttled'
  | 'denied'
  | 'quota'
  | 'invalid';

export interface FailureContext {
  readonly action: string;
  readonly accountId: string;
  readonly region: string;
}

/** An AWS error that we know the meaning of. The message names the call, the account, the region and AWS's own words. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    readonly context: FailureContext,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${context.action} in account ${context.accountId}, ${context.region}: ${code}: ${message}`, options);
  }
}

/**
 * Error codes by meaning, in lower case: EC2 spells some in two ways. EC2 models no errors, so its codes are those of
 * its error code reference, and of practice.
 */
const CODES: Readonly<Record<FailureKind, readonly string[]>> = {
  'not-found': [
    'accountnotfoundexception',
    'invalidassociation.notfound',
    'invalidassociationid.notfound',
    'invaliddhcpoptionid.notfound',
    'invaliddhcpoptionsid.notfound',
    'invalidflowlogid.notfound',
    'invalidroute.notfound',
    'invalidroutetableid.notfound',
    'invalidsubnetid.notfound',
    'invalidtransitgatewayattachmentid.notfound',
    'invalidvpcendpointid.notfound',
    'invalidvpcid',
    'invalidvpcid.notfound',
    'nosuchentityexception',
    'nosuchhostedzone',
    'resourcenotfoundexception',
    'stackinstancenotfoundexception',
    'stacksetnotfoundexception',
    'targetnotfoundexception',
    'transitgatewayroutetablepropagation.notfound',
    'unknownresourceexception',
    'vpcassociationauthorizationnotfound',
    'vpcassociationnotfound',
  ],
  'already-done': [
    'duplicatetransitgatewayattachment',
    'flowlogalreadyexists',
    'resourceexistsexception',
    'resourceshareinvitationalreadyacceptedexception',
    'transitgatewayroutetablepropagation.duplicate',
  ],
  conflict: [
    'conflictingdomainexists',
    'deleteconflictexception',
    'dependencyviolation',
    'duplicatesubnetsinsamezone',
    'entityalreadyexistsexception',
    'lastvpcassociation',
    'resource.alreadyassociated',
    'routealreadyexists',
    'unmodifiableentityexception',
  ],
  busy: [
    'concurrentmodification',
    'concurrentmodificationexception',
    'conflictexception',
    'entitytemporarilyunmodifiableexception',
    'incorrectstate',
    'internalerror',
    'internalfailure',
    'internalserverexception',
    'internalserviceerrorexception',
    'invalidstatetransitionexception',
    'openididpcommunicationerrorexception',
    'operationinprogressexception',
    'priorrequestnotcomplete',
    'serverexception',
    'serverinternalexception',
    'servicefailureexception',
    'serviceunavailable',
    'serviceunavailableexception',
    'timeouterror',
    'unavailable',
  ],
  // Right after sharing, and for a route while its VPC's attachment is not yet available, EC2 answers that the
  // transit gateway is not there; Route 53 says not authorized while an authorization spreads.
  'not-visible-yet': ['invalidtransitgatewayid.notfound', 'invalidprefixlistid.notfound', 'notauthorizedexception'],
  'not-opted-in': ['optinrequired', 'regiondisabledexception', 'subscriptionrequiredexception', 'pendingverification'],
  throttled: [
    'requestlimitexceeded',
    'requestthrottled',
    'requestthrottledexception',
    'throttling',
    'throttlingexception',
    'toomanyrequestsexception',
  ],
  denied: [
    'accessdenied',
    'accessdeniedexception',
    'authfailure',
    'expiredtoken',
    'expiredtokenexception',
    'invalidclienttokenid',
    'operationnotpermittedexception',
    'requestexpired',
    'signaturedoesnotmatch',
    'tagpolicyviolation',
    'tagpolicyviolationexception',
    'unauthorizedoperation',
    'unrecognizedclientexception',
  ],
  quota: [
    'flowlogslimitexceeded',
    'limitexceededexception',
    'limitsexceeded',
    'resourcecountlimitexceeded',
    'resourcesharelimitexceededexception',
    'routelimitexceeded',
    'taglimitexceeded',
    'taglimitexceededexception',
    'toomanyvpcassociationauthorizations',
    'transitgatewayattachmentlimitexceeded',
    'vpcendpointlimitexceeded',
  ],
  invalid: [
    'access denied for logdestination',
    'clientexception',
    'insufficientsubnetsexception',
    'invalidinput',
    'invalidinputexception',
    'invalidparameter',
    'invalidparameterexception',
    'invalidparametervalue',
    'invalidrequestexception',
    'logdestinationnotfoundexception',
    'logdestinationpermissionissueexception',
    'malformedarnexception',
    'malformedpolicydocumentexception',
    'missingparameter',
    'publiczonevpcassociation',
    'validationerror',
    'validationexception',
  ],
};
const KIND_OF = new Map(
  Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind as FailureKind] as const)),
);

/** Codes that say that nobody, or nobody any more, has these credentials: other ones may do. */
const REJECTED = new Set([
  'authfailure',
  'expiredtoken',
  'expiredtokenexception',
  'invalidclienttokenid',
  'unrecognizedclientexception',
]);

/** Whether AWS answered that it does not know who asks. Nothing was done. */
export const rejectsCredentials = (error: unknown): boolean =>
  error instanceof Error && REJECTED.has(error.name.toLowerCase());

/** Codes of failed network exchanges: whether the call had its effect is unknown, so the state decides next time. */
const NETWORK = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Turns an error into a `Failure`; an error whose code is in no table is returned as it is: a bug. */
export function classify(error: unknown, context: FailureContext): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code))
    return new Failure('busy', error.code, context, error.message, { cause: error });
  const kind = KIND_OF.get(error.name.toLowerCase()) ?? serverFault(error);
  return kind === undefined ? error : new Failure(kind, error.name, context, error.message, { cause: error });
}

/** For calls that answer success and list what did not succeed (`Unsuccessful` of the flow log calls). */
export function refusal(code: string, message: string, context: FailureContext): Failure {
  return new Failure(KIND_OF.get(code.toLowerCase()) ?? 'invalid', code, context, message);
}

/** Whether an error is a failure of one of these kinds. */
export const isFailure = (error: unknown, ...kinds: readonly FailureKind[]): error is Failure =>
  error instanceof Failure && (kinds.length === 0 || kinds.includes(error.kind));

const serverFault = (error: Error): FailureKind | undefined =>
  '$fault' in error && error.$fault === 'server' ? 'busy' : undefined;
