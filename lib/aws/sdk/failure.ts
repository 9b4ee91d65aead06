import { RegionNotEnabled } from './region-not-enabled';
import { cleanText } from '../../names';

/** What an AWS error means to a reconcile. Only this file compares names of errors. */
export type FailureKind =
  | 'not-found'
  | 'already-done'
  | 'conflict'
  | 'busy'
  | 'not-visible-yet'
  | 'not-opted-in'
  /** AWS verifies a new account, and creates nothing for it: minutes, at most four hours. */
  | 'being-verified'
  | 'throttled'
  /** AWS does as many things of this kind at a time as it allows. The concept that makes the call tells it from `throttled`. */
  | 'too-many-at-once'
  /** Not made yet: its turn comes later (`Paced`). */
  | 'paced'
  | 'denied'
  | 'quota'
  | 'invalid'
  /** A code of AWS that is in no list here. */
  | 'unknown'
  /** No error of AWS: a fault in our code. */
  | 'bug';

export interface FailureContext {
  readonly action: string;
  readonly accountId: string;
  readonly region: string;
}

/**
 * An AWS error, or a bug while one key was handled. The message contains the call, the account, the region and the message of
 * AWS, which may repeat what a team wrote and is cleaned.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    readonly context: FailureContext,
    message: string,
    options?: ErrorOptions,
  ) {
    super(
      cleanText(`${context.action} in account ${context.accountId}, ${context.region}: ${code}: ${message}`),
      options,
    );
  }
}

/**
 * Error codes by kind, in lower case because EC2 spells some in two ways. EC2's API model has no errors: its codes come
 * from the EC2 error code reference and from observed responses.
 */
const CODES: Readonly<
  Record<Exclude<FailureKind, 'too-many-at-once' | 'paced' | 'unknown' | 'bug'>, readonly string[]>
> = {
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
    'operationidalreadyexistsexception',
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
    'transactioncanceledexception',
    'transactionconflictexception',
    'unavailable',
  ],
  // Right after sharing, and for a route while the VPC's attachment is not yet available, EC2 reports that the transit
  // gateway does not exist. Route 53 reports NotAuthorizedException until an authorization has propagated.
  'not-visible-yet': ['invalidtransitgatewayid.notfound', 'invalidprefixlistid.notfound', 'notauthorizedexception'],
  'not-opted-in': ['optinrequired', 'regiondisabledexception', 'subscriptionrequiredexception'],
  'being-verified': ['pendingverification'],
  throttled: [
    'provisionedthroughputexceededexception',
    'ec2throttledexception',
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
    'blocked',
    'operationnotpermitted',
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
    'insufficientfreeaddressesinsubnet',
    'limitexceededexception',
    'limitsexceeded',
    'resourcecountlimitexceeded',
    'resourcelimitexceeded',
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
    'invalidparametercombination',
    'invalidparameterexception',
    'invalidparametervalue',
    'invalidrequestexception',
    'logdestinationnotfoundexception',
    'logdestinationpermissionissueexception',
    'malformedarnexception',
    'malformedpolicydocumentexception',
    'missingparameter',
    'publiczonevpcassociation',
    'unsupportedoperation',
    'validationerror',
    'validationexception',
  ],
};
const KIND_OF = new Map(
  Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind as FailureKind] as const)),
);

/** Codes for credentials that are unknown, invalid or expired: new credentials may work. */
const CREDENTIAL_CODES = new Set([
  'authfailure',
  'expiredtoken',
  'expiredtokenexception',
  'invalidclienttokenid',
  'unrecognizedclientexception',
]);

/** Whether AWS rejected the call because of its credentials. The call had no effect. */
export const rejectsCredentials = (error: unknown): error is Error =>
  error instanceof Error && CREDENTIAL_CODES.has(error.name.toLowerCase());

/** Codes of network errors. Whether the call had an effect is unknown: the next reconcile reads the state. */
const NETWORK = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Turns an error of AWS, with any code, or of the network into a `Failure`. Any other error is returned as it is: it is a bug. */
export function classify(error: unknown, context: FailureContext): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  if (error instanceof RegionNotEnabled)
    return new Failure('not-opted-in', error.code, context, error.message, { cause: error.cause });
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code))
    return new Failure('busy', error.code, context, error.message, { cause: error });
  const kind = KIND_OF.get(error.name.toLowerCase()) ?? answeredByAws(error);
  return kind === undefined ? error : new Failure(kind, error.name, context, error.message, { cause: error });
}

/** The failure of one item of a successful response (`Unsuccessful` of the flow log calls). An unknown code is `invalid`. */
export function failureOf(code: string, message: string, context: FailureContext): Failure {
  return new Failure(KIND_OF.get(code.toLowerCase()) ?? 'invalid', code, context, message);
}

/** Whether an error is a `Failure`, of one of these kinds if any are given. */
export const isFailure = (error: unknown, ...kinds: readonly FailureKind[]): error is Failure =>
  error instanceof Failure && (kinds.length === 0 || kinds.includes(error.kind));

/** The SDK's exceptions say whose fault it was; none of them is raised without an answer of AWS. */
const answeredByAws = (error: Error): FailureKind | undefined => {
  if (!('$fault' in error)) return undefined;
  return error.$fault === 'server' ? 'busy' : 'unknown';
};

/** The error as a `Failure`: one that is none is a bug, and belongs to what was done, not to the rest of the spoke. */
export const failureOrBug = (error: unknown, context: FailureContext): Failure =>
  error instanceof Failure ? error : new Failure('bug', 'UnexpectedError', context, String(error), { cause: error });
