import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TableKey, UnsentIndex } from './contract';
import { permit, permitKey } from './permission';

/** Props of `SchemaRegistry`. */
export interface SchemaRegistryProps {
  /** Encrypts both tables. @default - a key that DynamoDB owns */
  readonly encryptionKey?: kms.IKey;
  /** What happens to the tables when the stack is deleted; unless it is DESTROY, the tables are protected from deletion. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The schema registry (every version of every source's schema) and the ledger (every file and every transaction).
 *
 * They are two tables: people read and edit the registry, it seldom changes, and it feeds a stream. The ledger changes with
 * every file.
 */
export class SchemaRegistry extends Construct {
  /** The registry. No function and no job may delete an item of it. */
  public readonly table: dynamodb.Table;
  /** The ledger. */
  public readonly ledger: dynamodb.Table;
  private readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: SchemaRegistryProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    const both: dynamodb.TableProps = {
      partitionKey: { name: TableKey.PARTITION, type: dynamodb.AttributeType.STRING },
      sortKey: { name: TableKey.SORT, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: props.encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.DEFAULT,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
    };
    // `Table` and not `TableV2`, which is another resource type: changing it later would replace the users' data.
    this.table = new dynamodb.Table(this, 'Table', { ...both, stream: dynamodb.StreamViewType.KEYS_ONLY });
    this.ledger = new dynamodb.Table(this, 'Ledger', { ...both, timeToLiveAttribute: TableKey.TTL });
    this.ledger.addGlobalSecondaryIndex({
      indexName: UnsentIndex.NAME,
      partitionKey: { name: UnsentIndex.PARTITION_KEY, type: dynamodb.AttributeType.STRING },
      sortKey: { name: UnsentIndex.SORT_KEY, type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    });
  }

  /** Lets the grantee read both tables and write them in transactions, but not delete registry items. */
  public grantTransactions(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    return permit(grantee, 'RegistryTransactions', {
      actions: [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
    }).combine(this.grantLedger(grantee));
  }

  /** Lets the grantee find alerts that were never sent. */
  public grantFindUnsentAlerts(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    return permit(grantee, 'FindUnsentAlerts', {
      actions: ['dynamodb:Query'],
      resources: [`${this.ledger.tableArn}/index/${UnsentIndex.NAME}`],
    });
  }

  /** Lets the grantee read the stream of the registry, which has the keys of changed items. */
  public grantFollowChanges(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    // ListStreams takes no resource. Lambda refuses an event source mapping to a function without this permission.
    permit(grantee, 'ListStreams', { actions: ['dynamodb:ListStreams'], resources: ['*'] });
    return permit(grantee, 'FollowRegistry', {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [this.table.tableStreamArn!],
    });
  }

  /** Lets the grantee promote: use the ledger, read the registry, and change nothing in the registry but a version's `promoted_at`. */
  public grantPromotion(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    permit(grantee, 'MarkPromoted', {
      actions: ['dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': [TableKey.PARTITION, TableKey.SORT, 'promoted_at'] },
        // An update that may not touch the other attributes must not return them either.
        'StringEqualsIfExists': { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    });
    return permit(grantee, 'ReadRegistry', { actions: READ, resources: [this.table.tableArn] }).combine(this.grantLedger(grantee));
  }

  private grantLedger(grantee: iam.IGrantable): iam.Grant {
    return permit(grantee, 'LedgerTransactions', {
      actions: [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [this.ledger.tableArn],
    });
  }
}

/** A transaction has no action of its own: it needs the action of each kind of item in it. */
const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'];
