import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdmissionInput, MeshAttachment } from '../../../lib/admission';
import { parseLandingZone } from '../../../lib/landing-zone';

export const shipped = parseLandingZone(
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
  attachments: [],
  landingZone: shipped,
  approvals: [],
} satisfies AdmissionInput;

export const attached = (id: string, at = 0) => ({ attachmentId: `tgw-attach-${id}`, createdAt: new Date(at) });

export const other = (id: string, cidr: string, at = 0): MeshAttachment => ({
  ...attached(id, at),
  vpcId: `vpc-${id}`,
  accountId: '200000000009',
  cidrs: [cidr],
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
