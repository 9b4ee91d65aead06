import { CreateOpenIDConnectProviderCommand, DeleteOpenIDConnectProviderCommand, IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { text } from '../fields';
import { resource } from '../resource-type';

export const oidcProvider = resource(
  z.strictObject({
    Url: text,
    ClientIdList: z.array(text).optional(),
    ThumbprintList: z.array(text).optional(),
  }),
  {
    async create({ Url, ClientIdList: ClientIDList, ThumbprintList }, { config }) {
      const client = new IAMClient({ ...config, region: 'us-east-1' });
      const { OpenIDConnectProviderArn: Arn = '' } = await client.send(
        new CreateOpenIDConnectProviderCommand({ Url, ClientIDList, ThumbprintList }),
      );
      return { ref: Arn, attributes: { Arn } };
    },
    async remove({ ref: OpenIDConnectProviderArn }, { config }) {
      const client = new IAMClient({ ...config, region: 'us-east-1' });
      await client.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    },
  },
);
