import * as dynamodb from '@aws-sdk/client-dynamodb';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { backupOps } from './backups';
import { batchOps } from './batches';
import { itemOps } from './items';
import { queryOps } from './queries';
import { tableOps } from './tables';
import { transactionOps } from './transactions';

export const dynamodbService = (world: World): Service =>
  defineService(dynamodb)({
    ...tableOps(world),
    ...backupOps(world),
    ...itemOps(world),
    ...queryOps(world),
    ...batchOps(world),
    ...transactionOps(world),
  });
