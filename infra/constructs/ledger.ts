import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** The last known state of each spoke, with its history and pending waits. Workers decide by what AWS has, not by the ledger. */
export class Ledger extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new CfnTable(this, 'Table', {
      tableName: 'wheelwright-ledger',
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
    });
    table.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
