import { classify, Failure, failureOf, isFailure, type FailureKind } from '../../../../lib/aws/sdk/failure';

const context = { action: 'ec2:CreateRoute', accountId: '100000000003', region: 'ap-southeast-3' };
/** An error as SDK clients throw it: its code is its name. */
const named = (name: string, message = 'no', more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const kindOf = (name: string): FailureKind | undefined => {
  const failure = classify(named(name), context);
  return failure instanceof Failure ? failure.kind : undefined;
};

describe('an error of AWS', () => {
  // EC2's codes come from its error code reference and from observed responses; the others from the services' API models.
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
    ['not-opted-in', ['OptInRequired', 'SubscriptionRequiredException']],
    ['being-verified', ['PendingVerification']],
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
  ])('has the kind %s for these codes, in upper and lower case', (kind, codes) => {
    expect(codes.map((code) => [code, kindOf(code)])).toEqual(codes.map((code) => [code, kind]));
    expect(codes.map((code) => kindOf(code.toLowerCase()))).toEqual(codes.map(() => kind));
  });

  test.each([
    ['InvalidDhcpOptionID.NotFound', 'InvalidDhcpOptionsID.NotFound'],
    ['InvalidTransitGatewayAttachmentID.NotFound', 'InvalidTransitGatewayAttachmentId.NotFound'],
    ['InvalidAssociation.NotFound', 'InvalidAssociationID.NotFound'],
    ['Throttling', 'ThrottlingException'],
  ])('has the same kind with the code %s as with %s', (one, other) => {
    expect(kindOf(one)).toBeDefined();
    expect(kindOf(other)).toBe(kindOf(one));
  });

  it('becomes a failure with the call, the account, the region, the message and the cause', () => {
    const error = named('InvalidRouteTableID.NotFound', 'no such table');
    const failure = classify(error, context);
    expect(failure).toMatchObject({ kind: 'not-found', code: 'InvalidRouteTableID.NotFound', context, cause: error });
    expect(String(failure)).toBe(
      'Failure: ec2:CreateRoute in account 100000000003, ap-southeast-3: InvalidRouteTableID.NotFound: no such table',
    );
  });
});

test.each(['ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN'])('a network error (%s) is busy', (code) => {
  expect(classify(named('Error', 'socket hang up', { code }), context)).toMatchObject({ kind: 'busy', code });
});

test('a server error is busy, also with an unknown code', () => {
  expect(classify(named('ServiceException', 'no', { $fault: 'server' }), context)).toMatchObject({ kind: 'busy' });
  expect(kindOf('ServiceException')).toBeUndefined();
});

test.each(['InvalidRouteTableId.Malformed', 'SerializationException', 'SomethingNewOfAws'])(
  '[B1] a client error with a code that is in no list, %s, is a failure of its own kind',
  (code) => {
    const failure = classify(named(code, 'no', { $fault: 'client' }), context);
    expect(failure).toMatchObject({ kind: 'unknown', code });
  },
);

describe('a bug', () => {
  test.each<[string, unknown]>([
    ['an error of JavaScript', new TypeError('Cannot read properties of undefined')],
    ['an error code that is not of the network', named('Error', 'no', { code: 'ENOENT' })],
    ['a string', 'no'],
    ['undefined', undefined],
  ])('is returned as it is: %s', (_, error) => {
    expect(classify(error, context)).toBe(error);
  });
});

test('a failure is not classified twice', () => {
  const failure = classify(named('IncorrectState'), context);
  expect(classify(failure, { ...context, action: 'ec2:Other' })).toBe(failure);
});

test('isFailure compares the kind', () => {
  const failure = classify(named('IncorrectState'), context);
  expect(isFailure(failure)).toBe(true);
  expect(isFailure(failure, 'denied', 'busy')).toBe(true);
  expect(isFailure(failure, 'denied')).toBe(false);
  expect(isFailure(named('IncorrectState'))).toBe(false);
});

test('failureOf uses the same codes, and invalid for an unknown code', () => {
  expect(failureOf('FlowLogAlreadyExists', 'there is one', context)).toMatchObject({ kind: 'already-done' });
  expect(failureOf('UnknownCode', 'no', context)).toMatchObject({ kind: 'invalid', code: 'UnknownCode' });
});
