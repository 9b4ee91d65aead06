import { families, namesNoAccount, parseEvent, type Address } from '../../events';
import { NAMING, ourRoleArns, roleArn } from '../../lib/names';
import { compilePattern } from '../twin/eventbridge/pattern';
import { callerOf, impostors } from './callers';
import { folders, parts, sample, samples, withField } from './samples';

const spoke = '200000000003';
const region = 'ap-southeast-3';
const here: readonly Address[] = [{ accountId: spoke, region }];
const attachment: readonly Address[] = [{ transitGatewayAttachmentId: 'tgw-attach-0123456789abcdef0' }];
const vpc: readonly Address[] = [{ vpcId: 'vpc-0123456789abcdef0', region }];
const share = 'arn:aws:ram:ap-southeast-3:100000000002:resource-share/11111111-2222-3333-4444-555555555555';

const expected: Readonly<Record<string, readonly Address[]>> = {
  'account-region-enabled/enabled': here,
  'controltower-account-created/succeeded': [{ accountId: '200000000006' }],
  'controltower-account-updated/succeeded': [{ accountId: '200000000006' }],
  'eks-cluster-changed/created': here,
  'eks-cluster-changed/created-named.hand-made': here,
  'eks-cluster-changed/deleted.hand-made': here,
  'eks-cluster-tag-changed/tagged.hand-made': here,
  'hub-mesh-changed/attachment-deleted.hand-made': attachment,
  'hub-mesh-changed/attachment-rejected.hand-made': attachment,
  'hub-mesh-changed/propagation-disabled-flat.hand-made': attachment,
  'hub-mesh-changed/route-created.hand-made': [...attachment, { hub: true }],
  'hub-mesh-changed/route-deleted.hand-made': [
    { transitGatewayRouteTableId: 'tgw-rtb-0123456789abcdef0' },
    { hub: true },
  ],
  'hub-mesh-changed/table-disassociated.hand-made': attachment,
  'hub-mesh-changed/zone-deleted': [{ hostedZoneId: 'Z1PA6795UKMFR9' }],
  'hub-mesh-changed/zone-disassociated.hand-made': vpc,
  'hub-share-changed/deleted.hand-made': [{ resourceShareArn: share }],
  'hub-share-changed/lost-accounts.hand-made': [{ accountId: spoke }, { accountId: '200000000004' }],
  'hub-share-changed/lost-unit.hand-made': [{ resourceShareArn: share }],
  'organizations-account-closed/succeeded': [{ accountId: '200000000005' }],
  'organizations-account-created/succeeded': [{ accountId: '200000000006' }],
  'organizations-account-moved/moved': [{ accountId: spoke }],
  'organizations-account-moved/removed': [{ accountId: '200000000004' }],
  'organizations-account-tagged/tagged.hand-made': [{ accountId: spoke }],
  'organizations-account-tagged/untagged.hand-made': [{ accountId: spoke }],
  'organizations-membership-changed/departed-as-call.hand-made': [{ accountId: '200000000006' }],
  'organizations-membership-changed/departed-nested.hand-made': [{ accountId: '200000000006' }],
  'organizations-membership-changed/joined.hand-made': [{ accountId: '200000000006' }],
  'vpc-changed/attachment-deleted.hand-made': here,
  'vpc-changed/cidr-associated.hand-made': here,
  'vpc-changed/dhcp-options-associated.hand-made': here,
  'vpc-changed/query-log-disassociated.hand-made': here,
  'vpc-changed/subnet-created.hand-made': here,
  'vpc-changed/vpc-deleted.hand-made': here,
  'vpc-changed/zone-disassociated.hand-made': here,
  'vpc-routes-changed/route-deleted.hand-made': here,
  'vpc-routes-changed/route-replaced.hand-made': here,
  'vpc-routes-changed/table-created.hand-made': here,
  'vpc-routes-changed/table-disassociated.hand-made': here,
  'vpc-tag-changed/subnet-tagged': here,
  'vpc-tag-changed/vpc-replayed.hand-made': here,
  'vpc-tag-changed/vpc-tagged': here,
  'vpc-tag-changed/vpc-untagged.hand-made': here,
};

test('every folder of events is an event family of its name', () => {
  expect(families.map(({ name }) => name)).toEqual(folders);
});

test('every sample has expected addresses in this test, and every family has a sample', () => {
  expect(samples.map(({ family, name }) => `${family}/${name}`).sort()).toEqual(Object.keys(expected));
  expect([...new Set(samples.map(({ family }) => family))]).toEqual(folders);
});

test.each(samples.map((one) => [`${one.family}/${one.name}`, one] as const))(
  '%s is read by its family, and gives the addresses',
  (path, { family, event }) => {
    const parsed = parseEvent(event, parts);
    expect(parsed).toMatchObject({ status: 'matched', family: { name: family }, addresses: expected[path] });
  },
);

describe('an event without a field that is read is an error', () => {
  const common = ['id', 'source', 'detail-type', 'account', 'region', 'time', 'detail'];
  const details = 'detail.serviceEventDetails';
  const read: Readonly<Record<string, readonly [sample: string, ...fields: string[]]>> = {
    'account-region-enabled': ['enabled', 'detail.accountId', 'detail.regionName', 'detail.status'],
    'controltower-account-created': [
      'succeeded',
      `${details}.createManagedAccountStatus.state`,
      `${details}.createManagedAccountStatus.account.accountId`,
    ],
    'controltower-account-updated': [
      'succeeded',
      `${details}.updateManagedAccountStatus.state`,
      `${details}.updateManagedAccountStatus.account.accountId`,
    ],
    'eks-cluster-changed': ['created', 'detail.eventName'],
    'eks-cluster-tag-changed': ['tagged.hand-made', 'detail.service', 'detail.resource-type'],
    'hub-mesh-changed': [
      'table-disassociated.hand-made',
      'detail.requestParameters.DisassociateTransitGatewayRouteTableRequest.TransitGatewayAttachmentId',
    ],
    'hub-share-changed': [
      'deleted.hand-made',
      'detail.eventName',
      'detail.requestParameters',
      'detail.requestParameters.resourceShareArn',
    ],
    'organizations-account-closed': [
      'succeeded',
      `${details}.closeAccountStatus.state`,
      `${details}.closeAccountStatus.accountId`,
    ],
    'organizations-account-created': [
      'succeeded',
      `${details}.createAccountStatus.state`,
      `${details}.createAccountStatus.accountId`,
    ],
    'organizations-account-moved': ['moved', 'detail.requestParameters.accountId'],
    'organizations-account-tagged': ['tagged.hand-made', 'detail.requestParameters.resourceId'],
    'organizations-membership-changed': ['joined.hand-made', 'detail.eventName'],
    'vpc-changed': ['zone-disassociated.hand-made', 'detail.requestParameters.vPC.vPCRegion'],
    'vpc-routes-changed': ['route-deleted.hand-made', 'detail.eventName'],
    'vpc-tag-changed': ['vpc-tagged', 'detail.changed-tag-keys', 'detail.service', 'detail.resource-type'],
  };

  test.each(families.map((family) => [family.name, family] as const))('of %s', (name, { schema }) => {
    const [sampleName = '', ...fields] = read[name] ?? [];
    const event = sample(name, sampleName);
    expect(() => schema.parse(event)).not.toThrow();
    for (const field of [...common, ...fields]) expect(() => schema.parse(withField(event, field))).toThrow();
  });

  const inHub: readonly (readonly [string, string])[] = [
    ['route-deleted.hand-made', 'detail.requestParameters.DeleteTransitGatewayRouteRequest.TransitGatewayRouteTableId'],
    ['zone-disassociated.hand-made', 'detail.requestParameters.vPC.vPCId'],
    ['zone-disassociated.hand-made', 'detail.requestParameters.vPC.vPCRegion'],
    ['zone-deleted', 'detail.requestParameters.id'],
  ];
  test.each(inHub)('of hub-mesh-changed: %s, %s', (name, field) => {
    expect(() => parseEvent(withField(sample('hub-mesh-changed', name), field), parts)).toThrow();
  });
});

describe('no spoke is woken by', () => {
  const addresses = (event: unknown): readonly Address[] | undefined => {
    const parsed = parseEvent(event, parts);
    return parsed.status === 'matched' ? parsed.addresses : undefined;
  };
  const created = sample('vpc-changed', 'subnet-created.hand-made');

  test('a failed call', () => {
    expect(addresses(withField(created, 'detail.errorCode', 'Client.UnauthorizedOperation'))).toEqual([]);
  });

  test('a call of our own roles, although its caller is returned', () => {
    const ours = withField(created, 'detail.userIdentity', callerOf(roleArn(spoke, 'wheelwright-spoke-join', NAMING)));
    expect(parseEvent(ours, parts)).toMatchObject({
      addresses: [],
      caller: { call: 'CreateSubnet', principal: expect.stringContaining('wheelwright-spoke-join') as string },
    });
  });

  test('the tags of an organizational unit', () => {
    const tagged = sample('organizations-account-tagged', 'tagged.hand-made');
    expect(addresses(withField(tagged, 'detail.requestParameters.resourceId', 'ou-pksl-00000dev'))).toEqual([]);
  });
});

describe('an event of no family', () => {
  const moved = sample('organizations-account-moved', 'moved');
  const subnet = sample('vpc-changed', 'subnet-created.hand-made');
  test.each<[string, unknown]>([
    ['another call', withField(subnet, 'detail.eventName', 'RunInstances')],
    ['another source', withField(subnet, 'source', 'aws.s3')],
    ['another kind of event', withField(subnet, 'detail-type', 'EC2 Instance State-change Notification')],
    ["an organization's event that a spoke sends", withField(moved, 'account', spoke)],
    ["the hub's own VPCs", withField(subnet, 'account', parts.hubAccountId)],
    [
      'a change of the mesh that a spoke sends',
      withField(sample('hub-mesh-changed', 'route-deleted.hand-made'), 'account', spoke),
    ],
  ])('%s is unmatched', (_, event) => {
    expect(parseEvent(event, parts)).toEqual({ status: 'unmatched' });
  });

  test('a body that is not an event is an error', () => {
    expect(() => parseEvent({ account: spoke }, parts)).toThrow();
    expect(() => parseEvent('', parts)).toThrow();
  });
});

test('the account of an event decides its family: an attachment is deleted in a spoke or in the hub', () => {
  const deleted = sample('hub-mesh-changed', 'attachment-deleted.hand-made');
  expect(parseEvent(deleted, parts)).toMatchObject({ addresses: attachment });
  expect(parseEvent(withField(deleted, 'account', spoke), parts)).toMatchObject({ addresses: here });
});

test('an account id in several fields gives one address', () => {
  const joined = sample('organizations-membership-changed', 'joined.hand-made');
  const doubled = withField(joined, 'detail.responseElements', { account: { accountId: '200000000006' } });
  expect(parseEvent(doubled, parts)).toMatchObject({ addresses: [{ accountId: '200000000006' }] });
});

describe('an event about a member of the organization', () => {
  const joined = withField(
    sample('organizations-membership-changed', 'joined.hand-made'),
    'detail.serviceEventDetails',
  );
  const naming = (place: string, value: unknown): object => withField(joined, `detail.${place}`, value);
  const id = '200000000006';
  const arn = `arn:aws:organizations::100000000001:account/o-pikselorg1/${id}`;

  test.each<[string, unknown]>([
    ['memberAccountId', naming('serviceEventDetails', { memberAccountId: id })],
    ['account.id', naming('requestParameters', { account: { id, name: 'dev' } })],
    ['AccountID deep inside', naming('responseElements', { a: { b: { Status: { AccountID: id } } } })],
    ['an ARN', naming('additionalEventData', { resource: arn })],
    ['one of a list', naming('serviceEventDetails', { accounts: [{ accountId: id }] })],
    [
      "an id beside the organization's own account",
      naming('serviceEventDetails', { managementAccountId: '100000000001', accountId: id }),
    ],
  ])('[B16] wakes the account that it names by %s', (_, event) => {
    expect(parseEvent(event, parts)).toMatchObject({ addresses: [{ accountId: id }] });
  });

  test.each<[string, object]>([
    ['has no details', joined],
    ['has other details', naming('serviceEventDetails', { joinedMethod: 'INVITED' })],
    ["names the organization's own account only", naming('requestParameters', { managementAccountId: '100000000001' })],
    ['names an empty account', naming('requestParameters', { accountId: '', account: { id: null } })],
  ])('[B16] wakes no worker, and the sweep instead, where it %s', (_, event) => {
    expect(parseEvent(event, parts)).toMatchObject({ addresses: [] });
    expect(compilePattern(JSON.stringify(namesNoAccount))(event)).toBe(true);
  });

  test('[B16] the sweep runs for no event that names its account in a likely place', () => {
    const matches = compilePattern(JSON.stringify(namesNoAccount));
    for (const place of ['serviceEventDetails', 'requestParameters', 'responseElements', 'additionalEventData'])
      for (const value of [{ accountId: id }, { memberAccountId: id }, { account: { id } }])
        expect([place, matches(naming(place, value))]).toEqual([place, false]);
    expect(matches(sample('organizations-account-moved', 'moved'))).toBe(false);
  });
});

test('a share that loses an account and an OU concerns all its accounts', () => {
  const lost = sample('hub-share-changed', 'lost-accounts.hand-made');
  const principals = [spoke, 'arn:aws:organizations::100000000001:ou/o-pikselorg1/ou-pksl-00000dev'];
  expect(parseEvent(withField(lost, 'detail.requestParameters.principals', principals), parts)).toMatchObject({
    addresses: [{ resourceShareArn: share }],
  });
});

describe('[A5] a caller whose name is like ours wakes the spoke', () => {
  const calls = samples.filter(({ event }) => event['detail-type'] === 'AWS API Call via CloudTrail');

  test.each(calls.map((one) => [`${one.family}/${one.name}`, one] as const))('%s', (path, { family, event }) => {
    const sender = families.find(({ name }) => name === family)?.sender ?? 'spoke';
    for (const [what, userIdentity] of impostors(sender, event.account)) {
      const parsed = parseEvent(withField(event, 'detail.userIdentity', userIdentity), parts);
      expect([what, parsed]).toMatchObject([what, { status: 'matched', addresses: expected[path] }]);
    }
    for (const arn of ourRoleArns(sender, event.account, NAMING)) {
      const parsed = parseEvent(withField(event, 'detail.userIdentity', callerOf(arn)), parts);
      expect([arn, parsed]).toMatchObject([arn, { status: 'matched', addresses: [] }]);
    }
  });

  test('a role of the name of ours in another account is not ours', () => {
    const created = sample('vpc-changed', 'subnet-created.hand-made');
    for (const other of [parts.hubAccountId, parts.managementAccountId, '200000000099']) {
      const userIdentity = callerOf(roleArn(other, 'wheelwright-spoke-join', NAMING));
      expect(parseEvent(withField(created, 'detail.userIdentity', userIdentity), parts)).toMatchObject({
        addresses: here,
      });
    }
  });

  test('our roles are those of the naming in use', () => {
    const created = sample('vpc-changed', 'subnet-created.hand-made');
    const naming = { ...NAMING, rolePath: '/platform/', rolePrefix: 'acme-' };
    const called = (arn: string) =>
      parseEvent(withField(created, 'detail.userIdentity', callerOf(arn)), { ...parts, naming });
    expect(called(`arn:aws:iam::${spoke}:role/platform/acme-spoke-join`)).toMatchObject({ addresses: [] });
    expect(called(`arn:aws:iam::${spoke}:role/acme-spoke-join`)).toMatchObject({ addresses: here });
    expect(called(`arn:aws:iam::${spoke}:role/wheelwright-spoke-join`)).toMatchObject({ addresses: here });
  });
});
