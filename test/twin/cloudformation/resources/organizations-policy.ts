import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import * as z from 'zod';
import { difference, document, tags, text } from '../fields';
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
    async update({ current: { ref: PolicyId, attributes, properties: before }, properties }, { config }) {
      const client = new OrganizationsClient(config);
      const { Name, Description, Content } = properties;
      await client.send(new UpdatePolicyCommand({ PolicyId, Name, Description, Content }));
      const { added, removed } = difference(before.TargetIds, properties.TargetIds);
      for (const TargetId of removed) await client.send(new DetachPolicyCommand({ PolicyId, TargetId }));
      for (const TargetId of added) await client.send(new AttachPolicyCommand({ PolicyId, TargetId }));
      return { ref: PolicyId, attributes };
    },
    async remove({ ref: PolicyId, properties }, { config }) {
      const client = new OrganizationsClient(config);
      for (const TargetId of properties.TargetIds) await client.send(new DetachPolicyCommand({ PolicyId, TargetId }));
      await client.send(new DeletePolicyCommand({ PolicyId }));
    },
  },
);
