import type { AttributeValue, TableDescription } from '@aws-sdk/client-dynamodb';
import { parseArn } from '../arn';
import { Scoped } from '../scoped';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { PARTS } from '../parts';

export type Item = Readonly<Record<string, AttributeValue>>;
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** The keys by which items are found: a table's, or those of one of its indexes. */
export interface Keys {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** The items of a table by their keys. */
export interface Items extends Map<string, Item> {
  /** The items whose attribute has the value. */
  inPartition(attribute: string, value: AttributeValue): Iterable<Item>;
}

export interface Table extends Keys {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: Date;
  /** Global secondary indexes by name. Each has all attributes of an item, and only items that have its keys. */
  readonly indexes: Map<string, Keys>;
  readonly billing: Pick<TableDescription, 'BillingModeSummary' | 'ProvisionedThroughput'>;
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
  deletionProtection: boolean;
  timeToLiveAttribute?: string;
  pointInTimeRecovery?: boolean;
  readonly tags: Map<string, string>;
  /** By their key values. */
  readonly items: Items;
}

/** Tables of all accounts and regions. */
export class DynamoDbState {
  readonly #scopes = new Scoped(() => new Map<string, Table>());

  [PARTS](): readonly object[] {
    return [this.#scopes];
  }
  /** Client request tokens of transactions that succeeded. */
  readonly requestTokens = new Scoped(() => new Map<string, { readonly request: string; readonly at: number }>());
  constructor(readonly world: World) {}

  tables(place: { readonly accountId: string; readonly region: string }): Map<string, Table> {
    return this.#scopes.of(place);
  }

  /** The table of this name or ARN. Throws ResourceNotFoundException; another account's table is denied. */
  table(nameOrArn: string | undefined, call: Call): Table {
    const arn = parseArn(nameOrArn ?? '');
    if (arn && arn.accountId !== call.accountId)
      throw new AwsError(
        'AccessDeniedException',
        `User: ${call.caller.arn} is not authorized to access ${nameOrArn ?? ''}: the twin has no policies of tables.`,
      );
    const name = arn ? arn.resource.replace(/^table\//, '') : (nameOrArn ?? '');
    const table = this.tables(call).get(name);
    if (!table || (arn && arn.region !== call.region))
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    return table;
  }

  /** A table whose items can be read and written: not one that is still being created. */
  activeTable(nameOrArn: string | undefined, call: Call): Table {
    const table = this.table(nameOrArn, call);
    if (table.status !== 'ACTIVE' && table.status !== 'UPDATING')
      throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }
}
