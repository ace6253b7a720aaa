import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { Env } from '../../../src/contract';
import { documentClient } from '../dynamodb/document-client';
import { LargeMaps } from '../dynamodb/large-maps';
import { LedgerTable } from '../ledger/ledger-table';
import { RegistryTable } from '../registry/registry-table';

/** Both tables of a deployment, and the maps that are kept beside their items. */
export interface Tables {
  readonly registry: RegistryTable;
  readonly ledger: LedgerTable;
  readonly maps: LargeMaps;
}

/** The tables that the function's environment names. */
export function openTables(s3: S3Client, env: NodeJS.ProcessEnv = process.env, dynamo?: DynamoDBClient): Tables {
  const docs = documentClient(dynamo);
  const maps = new LargeMaps(s3, env[Env.RAW_BUCKET]!);
  return {
    registry: new RegistryTable(docs, env[Env.REGISTRY_TABLE]!, maps),
    ledger: new LedgerTable(docs, env[Env.LEDGER_TABLE]!, maps),
    maps,
  };
}
