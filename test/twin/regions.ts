/** Letters of Availability Zones, each with the number of its zone id. */
const ABC = 'a1 b2 c3';

/**
 * The commercial regions; others answer as unknown. Opt-in: AWS Account Management reference guide, "Enable or disable AWS
 * Regions in your account". Zone ids: AWS Regions and Availability Zones, "AWS Availability Zones", without those that new
 * accounts do not get. In the oldest regions the letters differ by account on AWS, and here do not.
 */
const REGIONS = {
  'af-south-1': { optIn: true, zoneIds: 'afs1', zones: ABC },
  'ap-east-1': { optIn: true, zoneIds: 'ape1', zones: ABC },
  'ap-east-2': { optIn: true, zoneIds: 'ape2', zones: ABC },
  'ap-northeast-1': { optIn: false, zoneIds: 'apne1', zones: 'a4 c1 d2' },
  'ap-northeast-2': { optIn: false, zoneIds: 'apne2', zones: 'a1 b2 c3 d4' },
  'ap-northeast-3': { optIn: false, zoneIds: 'apne3', zones: ABC },
  'ap-south-1': { optIn: false, zoneIds: 'aps1', zones: ABC },
  'ap-south-2': { optIn: true, zoneIds: 'aps2', zones: ABC },
  'ap-southeast-1': { optIn: false, zoneIds: 'apse1', zones: ABC },
  'ap-southeast-2': { optIn: false, zoneIds: 'apse2', zones: ABC },
  'ap-southeast-3': { optIn: true, zoneIds: 'apse3', zones: ABC },
  'ap-southeast-4': { optIn: true, zoneIds: 'apse4', zones: ABC },
  'ap-southeast-5': { optIn: true, zoneIds: 'apse5', zones: ABC },
  'ap-southeast-6': { optIn: true, zoneIds: 'apse6', zones: ABC },
  'ap-southeast-7': { optIn: true, zoneIds: 'apse7', zones: ABC },
  'ca-central-1': { optIn: false, zoneIds: 'cac1', zones: 'a1 b2 d4' },
  'ca-west-1': { optIn: true, zoneIds: 'caw1', zones: ABC },
  'eu-central-1': { optIn: false, zoneIds: 'euc1', zones: ABC },
  'eu-central-2': { optIn: true, zoneIds: 'euc2', zones: ABC },
  'eu-north-1': { optIn: false, zoneIds: 'eun1', zones: ABC },
  'eu-south-1': { optIn: true, zoneIds: 'eus1', zones: ABC },
  'eu-south-2': { optIn: true, zoneIds: 'eus2', zones: ABC },
  'eu-west-1': { optIn: false, zoneIds: 'euw1', zones: ABC },
  'eu-west-2': { optIn: false, zoneIds: 'euw2', zones: ABC },
  'eu-west-3': { optIn: false, zoneIds: 'euw3', zones: ABC },
  'il-central-1': { optIn: true, zoneIds: 'ilc1', zones: ABC },
  'me-central-1': { optIn: true, zoneIds: 'mec1', zones: ABC },
  'me-south-1': { optIn: true, zoneIds: 'mes1', zones: ABC },
  'mx-central-1': { optIn: true, zoneIds: 'mxc1', zones: ABC },
  'sa-east-1': { optIn: false, zoneIds: 'sae1', zones: ABC },
  'us-east-1': { optIn: false, zoneIds: 'use1', zones: 'a1 b2 c3 d4 e5 f6' },
  'us-east-2': { optIn: false, zoneIds: 'use2', zones: ABC },
  'us-west-1': { optIn: false, zoneIds: 'usw1', zones: 'a1 b3' },
  'us-west-2': { optIn: false, zoneIds: 'usw2', zones: 'a1 b2 c3 d4' },
} as const satisfies Record<string, { optIn: boolean; zoneIds: string; zones: string }>;

export type Region = keyof typeof REGIONS;

export const regionNames = (): readonly string[] => Object.keys(REGIONS);
export const isRegion = (name: string): name is Region => name in REGIONS;
export const isOptIn = (name: string): boolean => isRegion(name) && REGIONS[name].optIn;

export interface Zone {
  readonly name: string;
  readonly id: string;
  readonly type: 'availability-zone' | 'local-zone';
}

/** The region's Availability Zones and one Local Zone (an attachment cannot use a Local Zone subnet). */
export const zonesOf = (region: string): readonly Zone[] => {
  if (!isRegion(region)) return [];
  const { zoneIds, zones } = REGIONS[region];
  return [
    ...zones.split(' ').map((zone) => ({
      name: `${region}${zone.charAt(0)}`,
      id: `${zoneIds}-az${zone.slice(1)}`,
      type: 'availability-zone' as const,
    })),
    { name: `${region}-lcl-1a`, id: `${zoneIds}-lcl1-az1`, type: 'local-zone' },
  ];
};
