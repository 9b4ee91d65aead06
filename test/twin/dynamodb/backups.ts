import type * as dynamodb from '@aws-sdk/client-dynamodb';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import type { Table } from './state';

/** Point-in-time recovery: whether it is on. Nothing of a twin lasts long enough to be restored. */
export const backupOps = (world: World): Ops<typeof dynamodb> => ({
  UpdateContinuousBackups({ TableName, PointInTimeRecoverySpecification: specification }, call) {
    const table = world.dynamodb.table(TableName, call);
    table.pointInTimeRecovery = specification?.PointInTimeRecoveryEnabled ?? false;
    return { ContinuousBackupsDescription: described(table) };
  },

  DescribeContinuousBackups: ({ TableName }, call) => ({
    ContinuousBackupsDescription: described(world.dynamodb.table(TableName, call)),
  }),
});

/** Continuous backups are enabled on every table; recovery to a point in time is what is switched (API reference). */
const described = ({ pointInTimeRecovery = false }: Table): dynamodb.ContinuousBackupsDescription => ({
  ContinuousBackupsStatus: 'ENABLED',
  PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: pointInTimeRecovery ? 'ENABLED' : 'DISABLED' },
});
