import * as z from 'zod';
import { policyAllows } from '../../resource-policy';
import { AwsError } from '../../wire/errors';
import { flag, text } from '../fields';
import { resource, type Made, type Scope } from '../resource-type';

const schema = z.strictObject({
  TrailName: text,
  S3BucketName: text,
  IsLogging: flag,
  IsMultiRegionTrail: flag.optional(),
  IsOrganizationTrail: flag.optional(),
  IncludeGlobalServiceEvents: flag.optional(),
  EnableLogFileValidation: flag.optional(),
  KMSKeyId: text.optional(),
});

/** CloudTrail API reference, CreateTrail, "Errors". */
function refuseWrongTrail(properties: z.infer<typeof schema>, scope: Scope): void {
  const { world, call } = scope;
  if (!world.s3.bucket(properties.S3BucketName))
    throw new AwsError('S3BucketDoesNotExistException', `S3 bucket ${properties.S3BucketName} does not exist!`);
  refuseWrongKey(properties, scope);
  if (properties.IsOrganizationTrail !== true) return;
  if (call.accountId !== world.organizations.managementAccountId)
    throw new AwsError(
      'NotOrganizationMasterAccountException',
      'The request could not be processed because your account is not the management account of an organization.',
    );
  if (!world.organizations.trustedServices.has('cloudtrail.amazonaws.com'))
    throw new AwsError(
      'CloudTrailAccessNotEnabledException',
      "The request could not be processed because your organization hasn't enabled CloudTrail service access.",
    );
}

/** CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail". */
function refuseWrongKey({ TrailName, KMSKeyId }: z.infer<typeof schema>, { world, call }: Scope): void {
  const policy = world.s3.keyPolicies.get(KMSKeyId ?? '');
  if (policy === undefined) return;
  const allowed = policyAllows(policy, {
    requester: { type: 'Service', name: 'cloudtrail.amazonaws.com' },
    action: 'kms:GenerateDataKey',
    resource: KMSKeyId ?? '',
    context: { 'aws:SourceArn': arnOf(TrailName, call), 'aws:SourceAccount': call.accountId },
  });
  if (!allowed)
    throw new AwsError(
      'InsufficientEncryptionPolicyException',
      `Insufficient permissions to access KMS key ${KMSKeyId}`,
    );
}

const arnOf = (name: string, { accountId, region }: Scope['call']): string =>
  `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;

const made = ({ TrailName }: { readonly TrailName: string }, { call }: Scope): Made => ({
  ref: TrailName,
  attributes: { Arn: arnOf(TrailName, call) },
});

/** A trail is kept as it is declared: events reach the buses without one. */
export const trail = resource(schema, {
  create(properties, scope) {
    const { call, world } = scope;
    const taken = world.cloudformation
      .declared('AWS::CloudTrail::Trail')
      .some(
        ({ ref, accountId, region }) =>
          ref === properties.TrailName && accountId === call.accountId && region === call.region,
      );
    if (taken)
      throw new AwsError(
        'TrailAlreadyExistsException',
        `Trail ${properties.TrailName} already exists for customer: ${call.accountId}`,
      );
    refuseWrongTrail(properties, scope);
    return made(properties, scope);
  },
  update({ properties }, scope) {
    refuseWrongTrail(properties, scope);
    return made(properties, scope);
  },
  remove: () => undefined,
});
