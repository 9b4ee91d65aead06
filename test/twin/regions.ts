/** Regions the twin has. The rest answer as unknown. Opt-in: accounts/latest/reference/manage-acct-regions. */
const REGIONS = {
  'us-east-1': { optIn: false, zoneIds: 'use1' },
  'us-west-2': { optIn: false, zoneIds: 'usw2' },
  'eu-west-1': { optIn: false, zoneIds: 'euw1' },
  'ap-southeast-1': { optIn: false, zoneIds: 'apse1' },
  'ap-southeast-2': { optIn: false, zoneIds: 'apse2' },
  'ap-northeast-1': { optIn: false, zoneIds: 'apne1' },
  'ap-southeast-3': { optIn: true, zoneIds: 'apse3' },
  'ap-southeast-5': { optIn: true, zoneIds: 'apse5' },
  'eu-central-2': { optIn: true, zoneIds: 'euc2' },
} as const satisfies Record<string, { optIn: boolean; zoneIds: string }>;

export type Region = keyof typeof REGIONS;

export const regionNames = (): readonly string[] => Object.keys(REGIONS);
export const isRegion = (name: string): name is Region => name in REGIONS;
export const isOptIn = (name: string): boolean => isRegion(name) && REGIONS[name].optIn;

export interface Zone {
  readonly name: string;
  readonly id: string;
  readonly type: 'availability-zone' | 'local-zone';
}

/** Three Availability Zones and one Local Zone (an attachment cannot use a Local Zone subnet). */
export const zonesOf = (region: string): readonly Zone[] =>
  isRegion(region)
    ? [
        ...['a', 'b', 'c'].map((letter, index) => ({
          name: `${region}${letter}`,
          id: `${REGIONS[region].zoneIds}-az${index + 1}`,
          type: 'availability-zone' as const,
        })),
        { name: `${region}-lcl-1a`, id: `${REGIONS[region].zoneIds}-lcl1-az1`, type: 'local-zone' as const },
      ]
    : [];
