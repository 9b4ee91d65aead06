import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable, type CfnTableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { ADMISSIONS_TABLE, LEDGER_LISTS, LEDGER_TABLE } from '../../lib/names';

/** A table with the keys `pk` and `sk`. */
export const TABLE_PROPERTIES = {
  billingMode: 'PAY_PER_REQUEST',
  keySchema: [
    { attributeName: 'pk', keyType: 'HASH' },
    { attributeName: 'sk', keyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { attributeName: 'pk', attributeType: 'S' },
    { attributeName: 'sk', attributeType: 'S' },
  ],
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
} satisfies CfnTableProps;

/** One that is kept when its stack is deleted. */
class Table extends Construct {
  constructor(scope: Construct, id: string, properties: Partial<CfnTableProps>) {
    super(scope, id);
    const table = new CfnTable(this, 'Table', { ...TABLE_PROPERTIES, ...properties });
    table.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}

/** The last known state of each spoke, with its history and pending waits. Workers decide by what AWS has, not by the ledger. */
export class Ledger extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      tableName: LEDGER_TABLE,
      attributeDefinitions: [...TABLE_PROPERTIES.attributeDefinitions, { attributeName: 'list', attributeType: 'S' }],
      // CloudFormation creates one index in an update. Only items that belong to a list are in it.
      globalSecondaryIndexes: [
        {
          indexName: LEDGER_LISTS,
          keySchema: [
            { attributeName: 'list', keyType: 'HASH' },
            { attributeName: 'sk', keyType: 'RANGE' },
          ],
          projection: { projectionType: 'ALL' },
        },
      ],
      timeToLiveSpecification: { attributeName: 'expires', enabled: true },
    });
  }
}

/** Which VPC was admitted with which CIDR. The hub's tags on attachments are a copy. */
export class AdmissionsStore extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, { tableName: ADMISSIONS_TABLE, deletionProtectionEnabled: true });
  }
}
