import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { parseRawKey } from '../lambda-src/core/raw/raw-key';
import { Prefix, TableKey } from '../src/contract';

/** One stored version of a raw file. */
export interface RawFile {
  readonly source: string;
  readonly key: string;
  readonly versionId: string;
}

/** Work that the pipeline has not finished; if both lists are empty, a promotion sees everything that was sent. */
export interface Unsettled {
  /** Raw files that the ledger does not know. */
  readonly files: readonly RawFile[];
  /** Versions whose status a person edited and that `decide` has not carried out yet, as `<source> <version>`. */
  readonly decisions: readonly string[];
}

export interface Stores {
  readonly s3: S3Client;
  readonly documents: DynamoDBDocumentClient;
  readonly rawBucket: string;
  readonly registryTable: string;
  readonly ledgerTable: string;
}

/** Looks at every raw file and every registry version of the sources that sent files. */
export async function findUnsettled(stores: Stores): Promise<Unsettled> {
  const files = await listRawFiles(stores);
  const sources = [...new Set(files.map(({ source }) => source))];
  const perSource = await Promise.all(sources.map(async (source) => ({
    files: filesWithoutRow(files.filter((file) => file.source === source), await query(stores, stores.ledgerTable, source, 'file#')),
    decisions: undecided(await query(stores, stores.registryTable, source, '')).map((version) => `${source} ${version}`),
  })));
  return { files: perSource.flatMap((source) => source.files), decisions: perSource.flatMap((source) => source.decisions) };
}

/** The files that no row names: neither as its current version nor as one that it has replaced. */
export function filesWithoutRow(files: readonly RawFile[], rows: readonly Record<string, unknown>[]): RawFile[] {
  const known = new Set(rows.flatMap((row) => [row.version_id, ...row.superseded as string[] ?? []].map((version) => `${row.key} ${version}`)));
  return files.filter(({ key, versionId }) => !known.has(`${key} ${versionId}`));
}

/** The versions whose status does not follow from `head`: only a person can have written it. */
export function undecided(items: readonly Record<string, unknown>[]): string[] {
  const head = items.find((item) => item[TableKey.SORT] === 'head');
  const expected = (sk: unknown) => {
    if (sk === head?.active) {
      return 'ACTIVE';
    }
    return (head?.open as unknown[] ?? []).includes(sk) ? 'BREAKING' : 'DEPRECATED';
  };
  return items
    .filter((item) => String(item[TableKey.SORT]).startsWith(TableKey.VERSION_PREFIX) && item.status !== expected(item[TableKey.SORT]))
    .map((item) => String(item[TableKey.SORT]));
}

async function listRawFiles({ s3, rawBucket }: Stores): Promise<RawFile[]> {
  const files: RawFile[] = [];
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await s3.send(new ListObjectVersionsCommand({
      Bucket: rawBucket, Prefix: Prefix.RAW, KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker,
    }));
    for (const { Key, VersionId } of page.Versions ?? []) {
      files.push({ source: parseRawKey(Key!).sourceId ?? '', key: Key!, versionId: VersionId! });
    }
  } while (page.IsTruncated);
  return files;
}

async function query({ documents }: Stores, TableName: string, source: string, prefix: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateQuery({ client: documents }, {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: prefix ? '#p = :p AND begins_with(#s, :s)' : '#p = :p',
    ExpressionAttributeNames: prefix ? { '#p': TableKey.PARTITION, '#s': TableKey.SORT } : { '#p': TableKey.PARTITION },
    ExpressionAttributeValues: prefix ? { ':p': source, ':s': prefix } : { ':p': source },
  })) {
    items.push(...Items);
  }
  return items;
}
