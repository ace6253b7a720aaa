import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, NumberValue } from '@aws-sdk/lib-dynamodb';
import { Env } from '../../../src/contract';
import { LargeMaps } from '../dynamodb/large-maps';
import { LedgerTable } from '../ledger/ledger-table';
import { RegistryTable } from '../registry/registry-table';

/** Both tables of a deployment, and the maps kept beside their items. */
export interface Tables {
  readonly registry: RegistryTable;
  readonly ledger: LedgerTable;
  readonly maps: LargeMaps;
}

/** The tables that the function's environment names. */
export function openTables(s3: S3Client, env: NodeJS.ProcessEnv = process.env, dynamo: DynamoDBClient = new DynamoDBClient({})): Tables {
  const docs = DynamoDBDocumentClient.from(dynamo, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: numberOf },
  });
  const maps = new LargeMaps(s3, env[Env.RAW_BUCKET]!);
  return {
    registry: new RegistryTable(docs, env[Env.REGISTRY_TABLE]!, maps),
    ledger: new LedgerTable(docs, env[Env.LEDGER_TABLE]!, maps),
    maps,
  };
}

/** Every number of an item can be read, and written as it was: people edit items of the registry, and may type any. */
function numberOf(text: string): number | NumberValue {
  const number = Number(text);
  return String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : NumberValue.from(text);
}
