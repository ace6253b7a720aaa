import { Duration, Names, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Prefix } from './contract';
import { permit, permitKey } from './permission';
import { privateBucket } from './private-bucket';

/** Props of `CuratedZone`. */
export interface CuratedZoneProps {
  /** Encrypts the bucket and the query results. @default - S3's own key (SSE-S3) */
  readonly encryptionKey?: kms.IKey;
  /** What happens to the bucket and the database when the stack is deleted; DESTROY also empties the bucket. */
  readonly removalPolicy: RemovalPolicy;
}

/** The Parquet tables: their bucket, the Glue database that names them, and the Athena workgroup that queries them. */
export class CuratedZone extends Construct {
  /** Holds the Parquet objects under `curated/`, and what promotion and Athena need under other prefixes. */
  public readonly bucket: s3.Bucket;
  /** The database. The promotion job owns its tables; it only adds and widens columns. */
  public readonly database: glue.CfnDatabase;
  /** Name of the Glue database, for SQL. */
  public readonly databaseName: string;
  /** The workgroup whose queries write their results into the bucket. */
  public readonly workgroup: athena.CfnWorkGroup;
  /** Name of the Athena workgroup; `grantQuery` lets an identity use it. */
  public readonly workgroupName: string;
  private readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: CuratedZoneProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    this.bucket = this.createBucket(props);
    // Glue and Athena require names. The construct's path gives one, so two deployments never share a name.
    const name = Names.uniqueResourceName(this, { maxLength: 100 }).toLowerCase();
    this.databaseName = name;
    this.database = this.createDatabase(props.removalPolicy);
    this.workgroupName = name;
    this.workgroup = this.createWorkgroup();
  }

  /** Lets the grantee query the tables through the workgroup. */
  public grantQuery(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    const stack = Stack.of(this);
    return permit(grantee, 'RunQueries', {
      actions: ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults',
        'athena:GetWorkGroup'],
      resources: [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: this.workgroupName })],
    }).combine(permit(grantee, 'ReadCatalog', {
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'],
      resources: this.catalogArns(),
    })).combine(permit(grantee, 'ReadCurated', {
      actions: ['s3:GetObject'],
      resources: [this.bucket.arnForObjects(`${Prefix.CURATED}*`)],
    })).combine(permit(grantee, 'QueryResults', {
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resources: [this.bucket.arnForObjects(`${Prefix.ATHENA_RESULTS}*`)],
    })).combine(permit(grantee, 'ListCurated', {
      actions: ['s3:ListBucket', 's3:GetBucketLocation'],
      resources: [this.bucket.bucketArn],
    }));
  }

  /** Lets the grantee promote: write staging objects and manifests, publish objects, and maintain the tables' definitions. */
  public grantPromotion(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    const objects = (prefix: string) => [this.bucket.arnForObjects(`${prefix}*`)];
    return permit(grantee, 'Stage', {
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: objects(Prefix.STAGING),
    }).combine(permit(grantee, 'ReadWriteManifests', {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: objects(Prefix.MANIFESTS),
    })).combine(permit(grantee, 'Publish', {
      // No delete: the job only ever adds to what readers see.
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      resources: objects(Prefix.CURATED),
    })).combine(permit(grantee, 'WriteClusterLogs', {
      actions: ['s3:PutObject'],
      resources: objects(Prefix.EMR_LOGS),
    })).combine(permit(grantee, 'ListCuratedZone', {
      // Without it S3 answers 403 for a missing object. A read of one object carries no prefix that a condition could match.
      actions: ['s3:ListBucket'],
      resources: [this.bucket.bucketArn],
    })).combine(permit(grantee, 'KeepTables', {
      actions: ['glue:GetTable', 'glue:CreateTable', 'glue:UpdateTable', 'glue:BatchCreatePartition', 'glue:GetPartition',
        'glue:BatchUpdatePartition'],
      resources: this.catalogArns(),
    }));
  }

  private createBucket(props: CuratedZoneProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', privateBucket(props.encryptionKey, props.removalPolicy));
    for (const [id, prefix, expiration] of EXPIRING) {
      bucket.addLifecycleRule({ id, prefix, expiration });
    }
    return bucket;
  }

  private createDatabase(removalPolicy: RemovalPolicy): glue.CfnDatabase {
    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: {
        name: this.databaseName,
        description: 'One table per source, maintained by the promotion job',
        locationUri: this.bucket.s3UrlForObject(Prefix.CURATED),
      },
    });
    // Deleting a database deletes its tables.
    database.applyRemovalPolicy(removalPolicy);
    return database;
  }

  private createWorkgroup(): athena.CfnWorkGroup {
    return new athena.CfnWorkGroup(this, 'Workgroup', {
      name: this.workgroupName,
      // The workgroup holds only the history of queries, no data.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: this.bucket.s3UrlForObject(Prefix.ATHENA_RESULTS),
          encryptionConfiguration: this.encryptionKey
            ? { encryptionOption: 'SSE_KMS', kmsKey: this.encryptionKey.keyArn }
            : { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  private catalogArns(): string[] {
    const stack = Stack.of(this);
    return [
      stack.formatArn({ service: 'glue', resource: 'catalog' }),
      stack.formatArn({ service: 'glue', resource: 'database', resourceName: this.databaseName }),
      stack.formatArn({ service: 'glue', resource: 'table', resourceName: `${this.databaseName}/*` }),
    ];
  }
}

/** Objects that are needed once. Staged objects outlive every transaction that may still need them to finish. */
const EXPIRING: readonly [id: string, prefix: string, expiration: Duration][] = [
  ['Staging', Prefix.STAGING, Duration.days(30)],
  ['ClusterLogs', Prefix.EMR_LOGS, Duration.days(30)],
  ['QueryResults', Prefix.ATHENA_RESULTS, Duration.days(30)],
];
