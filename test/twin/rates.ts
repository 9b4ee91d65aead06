import { PARTS } from './parts';
import { AwsError } from './wire/errors';
import type { Invocation } from './wire/service';

/** A token bucket: so many calls at once, and so many tokens more a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** The bucket that a call takes a token from: its rate, and by what it is shared. */
interface Share {
  readonly rate: Rate;
  readonly by: string;
}

const rate = (burst: number, perSecond: number): Rate => ({ burst, perSecond });

/** EC2 Developer Guide, "Request throttling": each API has a bucket for each account and region. */
function ofEc2(operation: string): Rate {
  if (/^(Create|Modify|Delete)VpcEndpoints?$/.test(operation)) return rate(4, 0.3);
  if (/^(Create|Delete)Tags$/.test(operation)) return rate(100, 10);
  if (/^CreateDefault(Vpc|Subnet)$/.test(operation)) return rate(1, 1);
  return /^(Describe|List|Search|Get)/.test(operation) ? rate(100, 20) : rate(50, 5);
}

/** Organizations User Guide, "Quotas and service limits": for the whole organization. Others are not published: as DescribeAccount. */
const ORGANIZATIONS: Readonly<Record<string, Rate>> = { ListTagsForResource: rate(10, 10) };
/** Account Management Reference, "Quotas": for each account that a call is about. */
const REGIONS: Readonly<Record<string, Rate>> = { EnableRegion: rate(1, 1), DisableRegion: rate(1, 1) };
/** The rate of an operation of Organizations. */
export const rateOfOrganizations = (operation: string): Rate => ORGANIZATIONS[operation] ?? rate(20, 20);
/** RAM and CloudFormation publish no rates: this is assumed. */
const ASSUMED = rate(20, 10);

/** Undefined for services whose rates are so high that they limit nobody here. */
function shareOf({ service: { iamPrefix }, operation, input, call }: Invocation): Share | undefined {
  const { accountId, region } = call;
  switch (iamPrefix) {
    case 'ec2':
      return { rate: ofEc2(operation), by: `${accountId}/${region}/${operation}` };
    case 'organizations':
      return { rate: rateOfOrganizations(operation), by: operation };
    case 'route53':
      // All operations of an account share one (Route 53 Developer Guide, "Throttling of API requests").
      return { rate: rate(50, 10), by: accountId };
    case 'route53resolver':
      return { rate: rate(5, 5), by: `${accountId}/${region}` };
    case 'account': {
      const { AccountId = accountId } = input as { readonly AccountId?: string };
      return { rate: REGIONS[operation] ?? rate(5, 5), by: `${AccountId}/${operation}` };
    }
    case 'ram':
    case 'cloudformation':
      return { rate: ASSUMED, by: `${accountId}/${region}/${operation}` };
    default:
      return undefined;
  }
}

const CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  ec2: ['RequestLimitExceeded', 503],
  organizations: ['TooManyRequestsException', 400],
  account: ['TooManyRequestsException', 429],
  route53: ['Throttling', 400],
  cloudformation: ['Throttling', 400],
};

/** The rates at which AWS serves calls. Off, unless a test asks for them: then a call that finds no token is throttled. */
export class Rates {
  enforced = false;
  /** How long a call of a function takes, in milliseconds of its clock. */
  latencyMs = 0;
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => Date) {}

  [PARTS](): readonly object[] {
    return [this.#buckets];
  }

  /** Takes a token. Throws the service's error for a call that is throttled. */
  take(invocation: Invocation): void {
    const share = this.enforced ? shareOf(invocation) : undefined;
    if (share === undefined) return;
    const { iamPrefix } = invocation.service;
    const { burst, perSecond } = share.rate;
    const key = `${iamPrefix}/${share.by}`;
    const at = this.now().getTime();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      const [code, status] = CODES[iamPrefix] ?? ['ThrottlingException', 400];
      throw new AwsError(code, 'Rate exceeded', {}, status);
    }
    bucket.tokens -= 1;
  }
}
