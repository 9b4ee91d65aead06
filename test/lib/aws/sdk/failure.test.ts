import { classify, Failure, isFailure, refusal, type FailureKind } from '../../../../lib/aws/sdk/failure';

const context = { action: 'ec2:CreateRoute', accountId: '100000000003', region: 'ap-southeast-3' };
/** An error as SDK clients throw it: its code is its name. */
const named = (name: string, message = 'no', more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const kindOf = (name: string): FailureKind | undefined => {
  const failure = classify(named(name), context);
  return failure instanceof Failure ? failure.kind : undefined;
};

describe('what AWS says', () => {
  // EC2's codes are those of its error code reference and of practice; the others are modelled by their services.
  test.each<[FailureKind, readonly string[]]>([
    [
      'not-found',
      [
        ...['InvalidAssociation.NotFound', 'InvalidRoute.NotFound', 'InvalidRouteTableID.NotFound'],
        ...['InvalidSubnetID.NotFound', 'InvalidTransitGatewayAttachmentID.NotFound', 'InvalidVpcID.NotFound'],
        ...['TransitGatewayRouteTablePropagation.NotFound', 'InvalidDhcpOptionsID.NotFound', 'InvalidVPCId'],
        ...['NoSuchHostedZone', 'UnknownResourceException', 'ResourceNotFoundException', 'AccountNotFoundException'],
        ...['StackSetNotFoundException', 'VPCAssociationNotFound', 'VPCAssociationAuthorizationNotFound'],
      ],
    ],
    [
      'already-done',
      [
        ...['TransitGatewayRouteTablePropagation.Duplicate', 'ResourceExistsException', 'FlowLogAlreadyExists'],
        ...['DuplicateTransitGatewayAttachment', 'ResourceShareInvitationAlreadyAcceptedException'],
      ],
    ],
    [
      'conflict',
      [
        ...['Resource.AlreadyAssociated', 'RouteAlreadyExists', 'DependencyViolation', 'ConflictingDomainExists'],
        ...['DuplicateSubnetsInSameZone', 'LastVPCAssociation'],
      ],
    ],
    [
      'busy',
      [
        ...['IncorrectState', 'ConcurrentModification', 'ConcurrentModificationException', 'PriorRequestNotComplete'],
        ...['ConflictException', 'OperationInProgressException', 'InvalidStateTransitionException', 'InternalError'],
        ...['InternalServiceErrorException', 'ServerInternalException', 'ServiceUnavailableException', 'Unavailable'],
      ],
    ],
    ['not-visible-yet', ['InvalidTransitGatewayID.NotFound', 'InvalidPrefixListID.NotFound', 'NotAuthorizedException']],
    ['not-opted-in', ['OptInRequired', 'SubscriptionRequiredException', 'PendingVerification']],
    [
      'throttled',
      ['RequestLimitExceeded', 'RequestThrottled', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
    ],
    [
      'denied',
      [
        ...['UnauthorizedOperation', 'AuthFailure', 'AccessDenied', 'AccessDeniedException', 'ExpiredToken'],
        ...['InvalidClientTokenId', 'OperationNotPermittedException', 'TagPolicyViolationException'],
      ],
    ],
    [
      'quota',
      [
        ...['TransitGatewayAttachmentLimitExceeded', 'RouteLimitExceeded', 'LimitsExceeded', 'LimitExceededException'],
        ...['ResourceShareLimitExceededException', 'TooManyVPCAssociationAuthorizations', 'TagLimitExceededException'],
      ],
    ],
    [
      'invalid',
      [
        ...['InvalidParameterValue', 'InvalidParameterException', 'InvalidRequestException', 'MalformedArnException'],
        ...['InsufficientSubnetsException', 'PublicZoneVPCAssociation', 'InvalidInput', 'ValidationError'],
        ...['LogDestinationNotFoundException', 'LogDestinationPermissionIssueException'],
        'Access Denied for LogDestination',
      ],
    ],
  ])('is %s when it says so, in any spelling', (kind, codes) => {
    expect(codes.map((code) => [code, kindOf(code)])).toEqual(codes.map((code) => [code, kind]));
    expect(codes.map((code) => kindOf(code.toLowerCase()))).toEqual(codes.map(() => kind));
  });

  test.each([
    ['InvalidDhcpOptionID.NotFound', 'InvalidDhcpOptionsID.NotFound'],
    ['InvalidTransitGatewayAttachmentID.NotFound', 'InvalidTransitGatewayAttachmentId.NotFound'],
    ['InvalidAssociation.NotFound', 'InvalidAssociationID.NotFound'],
    ['Throttling', 'ThrottlingException'],
  ])('means the same whether spelt %s or %s', (one, other) => {
    expect(kindOf(one)).toBeDefined();
    expect(kindOf(other)).toBe(kindOf(one));
  });

  it('is told with the call, the account, the region and its own words, and the error behind it', () => {
    const error = named('InvalidRouteTableID.NotFound', 'no such table');
    const failure = classify(error, context);
    expect(failure).toMatchObject({ kind: 'not-found', code: 'InvalidRouteTableID.NotFound', context, cause: error });
    expect(String(failure)).toBe(
      'Failure: ec2:CreateRoute in account 100000000003, ap-southeast-3: InvalidRouteTableID.NotFound: no such table',
    );
  });
});

test.each(['ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN'])('a call that the network lost (%s) may come again', (code) => {
  expect(classify(named('Error', 'socket hang up', { code }), context)).toMatchObject({ kind: 'busy', code });
});

test('a fault of the service may come again, whatever its name', () => {
  expect(classify(named('ServiceException', 'no', { $fault: 'server' }), context)).toMatchObject({ kind: 'busy' });
  expect(kindOf('ServiceException')).toBeUndefined();
});

describe('a bug', () => {
  test.each<[string, unknown]>([
    ['an error of the language', new TypeError('Cannot read properties of undefined')],
    ['a request that makes no sense', named('InvalidRouteTableId.Malformed', 'no', { $fault: 'client' })],
    ['a request that cannot be read', named('SerializationException', 'no', { $fault: 'client' })],
    ['a code that is none of the network', named('Error', 'no', { code: 'ENOENT' })],
    ['not even an error', 'no'],
    ['nothing', undefined],
  ])('stays what it is: %s', (_, error) => {
    expect(classify(error, context)).toBe(error);
  });
});

test('a failure is not classified twice', () => {
  const failure = classify(named('IncorrectState'), context);
  expect(classify(failure, { ...context, action: 'ec2:Other' })).toBe(failure);
});

test('a failure is told apart by kind', () => {
  const failure = classify(named('IncorrectState'), context);
  expect(isFailure(failure)).toBe(true);
  expect(isFailure(failure, 'denied', 'busy')).toBe(true);
  expect(isFailure(failure, 'denied')).toBe(false);
  expect(isFailure(named('IncorrectState'))).toBe(false);
});

test('what an answer lists as unsuccessful is a failure by the same codes, and invalid where the code is new', () => {
  expect(refusal('FlowLogAlreadyExists', 'there is one', context)).toMatchObject({ kind: 'already-done' });
  expect(refusal('NeverHeardOf', 'no', context)).toMatchObject({ kind: 'invalid', code: 'NeverHeardOf' });
});
