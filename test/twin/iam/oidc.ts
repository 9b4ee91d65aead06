import type * as iam from '@aws-sdk/client-iam';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import {
  exists,
  invalidInput,
  limitExceeded,
  noSuchEntity,
  paged,
  tagList,
  tagsChanged,
  validation,
  withTags,
} from './common';
import type { OidcProvider } from './state';

const MAX_PROVIDERS = 100;

/** OpenID Connect identity providers, of which an account has one for each URL. */
export const oidcOps = (world: World): Ops<typeof iam> => {
  const providers = world.iam.oidcProviders;

  function providerOf(accountId: string, arn = ''): OidcProvider {
    const provider = providers.get(arn);
    if (provider?.accountId !== accountId) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    return provider;
  }

  function checkedUrl(url = ''): string {
    if (!/^https:\/\/[^/?#\s]+(\/[^?#\s]*)?$/.test(url) || url.length > 255)
      throw validation('Invalid Open ID Connect Provider URL: it must begin with https:// and have no query.');
    return url.slice('https://'.length).replace(/\/$/, '');
  }

  function checkedClientIds(ids: readonly string[]): Set<string> {
    if (ids.length > 100) throw limitExceeded('Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100');
    if (ids.some((id) => id.length < 1 || id.length > 255)) throw validation('A client id has 1 to 255 characters.');
    return new Set(ids);
  }

  function checkedThumbprints(thumbprints: readonly string[]): string[] {
    if (thumbprints.length > 5) throw invalidInput('Thumbprint list must contain fewer than 5 entries.');
    if (thumbprints.some((one) => one.length !== 40)) throw validation('A thumbprint has 40 characters.');
    return [...thumbprints];
  }

  return {
    CreateOpenIDConnectProvider(input, call) {
      const url = checkedUrl(input.Url);
      const clientIds = checkedClientIds(input.ClientIDList ?? []);
      const thumbprints = checkedThumbprints(input.ThumbprintList ?? []);
      const tags = withTags(new Map(), input.Tags ?? []);
      const arn = `arn:aws:iam::${call.accountId}:oidc-provider/${url}`;
      if (providers.has(arn)) throw exists(`Provider with url ${input.Url} already exists.`);
      if ([...providers.values()].filter((one) => one.accountId === call.accountId).length >= MAX_PROVIDERS)
        throw limitExceeded(`Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${MAX_PROVIDERS}`);
      const createdAt = world.clock.now();
      const provider = { arn, accountId: call.accountId, url, createdAt, clientIds, thumbprints, tags };
      providers.set(arn, provider);
      if (tags.size > 0) tagsChanged(world, provider, 'oidc-provider', [...tags.keys()]);
      return { OpenIDConnectProviderArn: arn, Tags: tagList(tags) };
    },

    GetOpenIDConnectProvider(input, call) {
      const provider = providerOf(call.accountId, input.OpenIDConnectProviderArn);
      return {
        Url: provider.url,
        ClientIDList: [...provider.clientIds],
        ThumbprintList: provider.thumbprints,
        CreateDate: provider.createdAt,
        Tags: tagList(provider.tags),
      };
    },

    ListOpenIDConnectProviders(_input, call) {
      const mine = [...providers.values()].filter((provider) => provider.accountId === call.accountId);
      return { OpenIDConnectProviderList: mine.map(({ arn }) => ({ Arn: arn })) };
    },

    /** Deleting a provider that is not there succeeds (AWS docs: IAM API reference). */
    DeleteOpenIDConnectProvider(input, call) {
      const arn = input.OpenIDConnectProviderArn ?? '';
      if (!/^arn:aws:iam::\d{12}:oidc-provider\/.+$/.test(arn)) throw invalidInput(`Invalid ARN: ${arn}`);
      if (providers.get(arn)?.accountId === call.accountId) providers.delete(arn);
      return {};
    },

    AddClientIDToOpenIDConnectProvider(input, call) {
      const provider = providerOf(call.accountId, input.OpenIDConnectProviderArn);
      const ids = checkedClientIds([...provider.clientIds, input.ClientID ?? '']);
      for (const id of ids) provider.clientIds.add(id);
      return {};
    },

    TagOpenIDConnectProvider(input, call) {
      const provider = providerOf(call.accountId, input.OpenIDConnectProviderArn);
      const changes = input.Tags ?? [];
      for (const [key, value] of withTags(provider.tags, changes)) provider.tags.set(key, value);
      tagsChanged(
        world,
        provider,
        'oidc-provider',
        changes.flatMap((tag) => tag.Key ?? []),
      );
      return {};
    },

    UntagOpenIDConnectProvider(input, call) {
      const provider = providerOf(call.accountId, input.OpenIDConnectProviderArn);
      const removed = (input.TagKeys ?? []).filter((key) => provider.tags.delete(key));
      if (removed.length > 0) tagsChanged(world, provider, 'oidc-provider', removed);
      return {};
    },

    ListOpenIDConnectProviderTags(input, call) {
      const provider = providerOf(call.accountId, input.OpenIDConnectProviderArn);
      const { items, ...rest } = paged(tagList(provider.tags), input);
      return { Tags: items, ...rest };
    },
  };
};
