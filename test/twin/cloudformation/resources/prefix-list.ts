import * as ec2 from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { TemplateFailure } from '../failure';
import { count, difference, tags, text } from '../fields';
import { resource, type Scope } from '../resource-type';
import { ec2Of, tagged } from './vpc';

async function settled(id: string, scope: Scope): Promise<void> {
  const stateNow = async (): Promise<ec2.ManagedPrefixList> => {
    const request = new ec2.DescribeManagedPrefixListsCommand({ PrefixListIds: [id] });
    return (await ec2Of(scope).send(request)).PrefixLists?.[0] ?? {};
  };
  await scope.wait(`${id} has changed`, async () => !(await stateNow()).State?.endsWith('-in-progress'));
  const { State, StateMessage } = await stateNow();
  if (State?.endsWith('-failed')) throw new TemplateFailure(`${id} is ${State}: ${StateMessage}`);
}

export const prefixList = resource(
  z.strictObject({
    PrefixListName: text,
    AddressFamily: text,
    MaxEntries: count,
    Entries: z.array(z.strictObject({ Cidr: text, Description: text.optional() })).default([]),
    Tags: tags,
  }),
  {
    async create({ Tags, ...properties }, scope) {
      const client = ec2Of(scope);
      const { PrefixList } = await client.send(
        new ec2.CreateManagedPrefixListCommand({ ...properties, ...tagged('prefix-list', Tags) }),
      );
      const PrefixListId = PrefixList?.PrefixListId ?? '';
      await settled(PrefixListId, scope);
      return { ref: PrefixListId, attributes: { PrefixListId, Arn: PrefixList?.PrefixListArn ?? '' } };
    },

    /** One call makes all changes (cloudformation-coverage-roadmap#2377). */
    async update({ current: { ref: PrefixListId, attributes, properties: before }, properties }, scope) {
      const { PrefixListName, MaxEntries, Entries } = properties;
      const { added, removed } = difference(before.Entries, Entries);
      const client = ec2Of(scope);
      const { PrefixLists } = await client.send(
        new ec2.DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] }),
      );
      await client.send(
        new ec2.ModifyManagedPrefixListCommand({
          PrefixListId,
          ...(PrefixListName === before.PrefixListName ? {} : { PrefixListName }),
          ...(MaxEntries === before.MaxEntries ? {} : { MaxEntries }),
          ...(added.length + removed.length === 0
            ? {}
            : {
                CurrentVersion: PrefixLists?.[0]?.Version,
                AddEntries: added,
                RemoveEntries: removed.map(({ Cidr }) => ({ Cidr })),
              }),
        }),
      );
      await settled(PrefixListId, scope);
      return { ref: PrefixListId, attributes };
    },
    async remove({ ref: PrefixListId }, scope) {
      await ec2Of(scope).send(new ec2.DeleteManagedPrefixListCommand({ PrefixListId }));
    },
  },
);
