import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdmissionInput, TakenRange } from '../../../lib/admission';
import { parseLandingZone } from '../../../lib/landing-zone';

export const fixture = parseLandingZone(
  readFileSync(join(__dirname, '../../fixtures/landing-zone.yaml'), 'utf8'),
  'landing-zone.yaml',
);

/** A VPC of a dev account with the join tag that may join. */
export const devVpc = {
  account: {
    id: '200000000003',
    state: 'ACTIVE',
    ouPath: ['r-pksl', 'ou-pksl-workload', 'ou-pksl-00000dev'],
    tags: {},
  },
  vpc: {
    vpcId: 'vpc-0a',
    ownerId: '200000000003',
    region: 'ap-southeast-3',
    isDefault: false,
    cidrs: ['10.1.0.0/20'],
    tags: { 'wheelwright:join': 'true' },
  },
  usableSubnetAzs: 3,
  fullSubnetIds: [],
  admitted: [],
  taken: [],
  landingZone: fixture,
  approvals: [],
} satisfies AdmissionInput;

/** A VPC that is attached to a segment's route table. */
export const inSegment = (segment: string) => ({ own: { segment } }) satisfies Pick<AdmissionInput, 'own'>;

export const taken = (cidr: string, segment = 'dev'): TakenRange => ({
  cidr,
  segment,
  holder: 'VPC vpc-other in account 200000000009',
});

export const tagged = (value: string | undefined): Pick<AdmissionInput, 'vpc'> => ({
  vpc: { ...devVpc.vpc, tags: value === undefined ? {} : { 'wheelwright:join': value } },
});

export const inAccount = (account: Partial<AdmissionInput['account']>): Pick<AdmissionInput, 'account'> => ({
  account: { ...devVpc.account, ...account },
});

export const withVpc = (vpc: Partial<AdmissionInput['vpc']>): Pick<AdmissionInput, 'vpc'> => ({
  vpc: { ...devVpc.vpc, ...vpc },
});
