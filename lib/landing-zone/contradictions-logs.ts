import type { Contradiction } from './contradiction';
import type { Parts } from './parts';

/** Contradictions about the log bucket. */
export function* logContradictions({ hub, logs }: Parts): Generator<Contradiction> {
  const { bucket, encryption, objectLock, retention } = logs ?? {};
  if (bucket !== undefined && 'accountId' in bucket && bucket.accountId === hub?.accountId)
    yield {
      path: ['logs', 'bucket', 'accountId'],
      message: "expected another account than the hub's; without logs.bucket the hub account has the bucket",
    };
  if (typeof encryption === 'object' && hub?.region !== undefined && encryption.kms.split(':')[3] !== hub.region)
    yield {
      path: ['logs', 'encryption', 'kms'],
      message: `expected a key in ${hub.region}, the region of the bucket`,
    };
  if (retention !== undefined && retention.coldAfterDays >= retention.days)
    yield {
      path: ['logs', 'retention', 'coldAfterDays'],
      message: `expected fewer than the ${retention.days} days of logs.retention.days`,
    };
  if (typeof objectLock !== 'object') return;
  if (bucket !== undefined && 'existing' in bucket)
    yield {
      path: ['logs', 'objectLock'],
      message: 'expected off; a bucket that exists has the settings that its owner gave it',
    };
  if (retention !== undefined && objectLock.days > retention.days)
    yield {
      path: ['logs', 'objectLock', 'days'],
      message: `expected at most the ${retention.days} days of logs.retention.days, after which the bucket deletes an object`,
    };
}
