import { digest } from '../ids';
import { regionNames } from '../regions';
import type { PrefixList } from './prefix-types';

/** Documentation ranges in place of the addresses that AWS publishes. */
const ENTRIES = { s3: ['198.51.100.0/25', '203.0.113.0/25'], dynamodb: ['198.51.100.128/25'] } as const;
export type AwsPrefixListService = keyof typeof ENTRIES;

/** Id of the prefix list that AWS manages for a service in a region; a gateway endpoint's routes name it. */
export const awsPrefixListId = (region: string, service: AwsPrefixListService): string =>
  `pl-${digest(8, region, service)}`;

const awsPrefixList = (region: string, service: AwsPrefixListService): PrefixList => {
  const prefixListId = awsPrefixListId(region, service);
  return {
    prefixListId,
    prefixListArn: `arn:aws:ec2:${region}:aws:prefix-list/${prefixListId}`,
    ownerId: 'AWS',
    region,
    addressFamily: 'IPv4',
    name: `com.amazonaws.${region}.${service}`,
    state: 'create-complete',
    versions: new Map([[0, ENTRIES[service].map((cidr) => ({ cidr }))]]),
  };
};

/** The lists that AWS manages, visible to every account, in every region, by prefix list id. */
export const awsPrefixLists = (): Map<string, PrefixList> =>
  new Map(
    regionNames()
      .flatMap((region) => [awsPrefixList(region, 's3'), awsPrefixList(region, 'dynamodb')])
      .map((list) => [list.prefixListId, list]),
  );
