import { AttachPolicyCommand, CreatePolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import * as z from 'zod';
import { document, tags, text } from '../fields';
import { resource } from '../resource-type';

/** AWS::Organizations::Policy, of the one type that the twin has; it needs the management account, as on AWS. */
export const organizationsPolicy = resource(
  z.strictObject({
    Name: text,
    Type: z.literal('SERVICE_CONTROL_POLICY'),
    Description: text.default(''),
    Content: document,
    TargetIds: z.array(text).default([]),
    Tags: tags,
  }),
  {
    async create({ TargetIds, ...properties }, { config }) {
      const client = new OrganizationsClient(config);
      const { Policy: policy } = await client.send(new CreatePolicyCommand(properties));
      const { Id: PolicyId = '', Arn = '' } = policy?.PolicySummary ?? {};
      for (const TargetId of TargetIds) await client.send(new AttachPolicyCommand({ PolicyId, TargetId }));
      return { ref: PolicyId, attributes: { Id: PolicyId, Arn } };
    },
  },
);
