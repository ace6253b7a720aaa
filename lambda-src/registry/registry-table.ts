import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type Head } from './head';
import { HEAD_SK, type VersionKey } from './keys';
import type { LargeMapAttribute, LargeMaps } from './large-map';
import { type Resolution, type Status, type Verdict, type Version, versionOf } from './version';
import { TableKey } from '../../src/contract';
import { batchGet } from '../ledger/batch-get';
import type { Action } from '../ledger/transact';
import type { FieldDiff, TypeChange } from '../schema/change';
import type { FieldType, Fields } from '../schema/field-type';

/** A version to be written. */
export interface NewVersion {
  readonly key: VersionKey;
  readonly status: Status;
  readonly compatibility: string;
  readonly physical: boolean;
  readonly seq: number;
  readonly fingerprint: string;
  readonly baseline?: VersionKey;
  readonly activeFrom?: string;
  readonly sampleKey: string;
  readonly fields: Fields;
  readonly diff: FieldDiff;
  readonly observed: Fields;
}

/** What changes on a version; `undefined` leaves an attribute as it is. */
export interface VersionChange {
  readonly status: Status;
  readonly activeFrom?: string;
  readonly activeUntil?: string;
  /** Recorded with the person's words, which leave their own attributes. */
  readonly resolution?: Resolution;
}

/**
 * The registry: reads are strongly consistent; writes are actions, because every write of a version belongs to a
 * transaction that moves `head`.
 */
export class RegistryTable {
  constructor(readonly docs: DynamoDBDocumentClient, readonly name: string, private readonly maps: LargeMaps) {}

  async head(sourceId: string): Promise<Head | undefined> {
    const item = await this.get(sourceId, HEAD_SK);
    return item && {
      active: item.active as VersionKey,
      open: item.open as VersionKey[],
      optional: item.optional as string[],
      sometimes: item.sometimes as string[],
      paths: await this.maps.read<FieldType>(item.paths as LargeMapAttribute),
      epoch: item.epoch as number,
      revision: item.revision as number,
    };
  }

  /** The revision alone: what is read to see whether anything moved. */
  async headRevision(sourceId: string): Promise<number | undefined> {
    const { Item } = await this.docs.send(new GetCommand({
      TableName: this.name,
      Key: this.key(sourceId, HEAD_SK),
      ProjectionExpression: '#revision',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ConsistentRead: true,
    }));
    return Item?.revision as number | undefined;
  }

  /** The versions from a key on (default: all), oldest first. */
  async versions(sourceId: string, from: VersionKey = `${TableKey.VERSION_PREFIX}`): Promise<Version[]> {
    const pages = paginateQuery({ client: this.docs }, {
      TableName: this.name,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#p': TableKey.PARTITION, '#s': TableKey.SORT },
      ExpressionAttributeValues: { ':p': sourceId, ':from': from, ':to': `${TableKey.VERSION_PREFIX}~` },
      ConsistentRead: true,
    });
    const versions: Version[] = [];
    for await (const page of pages) {
      versions.push(...(page.Items ?? []).map(versionOf));
    }
    return versions;
  }

  async version(sourceId: string, key: VersionKey): Promise<Version | undefined> {
    const item = await this.get(sourceId, key);
    return item && versionOf(item);
  }

  /** Those of the versions that were rejected. Reads nothing but their verdicts. */
  async rejected(sourceId: string, versions: readonly VersionKey[]): Promise<ReadonlySet<VersionKey>> {
    const items = await batchGet<{ sk: VersionKey; resolution?: Resolution }>(
      this.docs, this.name, versions.map((version) => this.key(sourceId, version)), [TableKey.SORT, 'resolution']);
    return new Set(items.filter(({ resolution }) => resolution?.verdict === 'rejected').map(({ sk }) => sk));
  }

  async fields(version: Version): Promise<Fields> {
    return this.maps.read<FieldType>(version.maps.fields);
  }

  async observed(version: Version): Promise<Fields> {
    return this.maps.read<FieldType>(version.maps.observed);
  }

  async diff(version: Version): Promise<FieldDiff> {
    const map = await this.maps.read<never>(version.maps.field_diff);
    return {
      added: map.get('added') ?? [],
      removed: map.get('removed') ?? [],
      renamed: new Map(Object.entries<string>(map.get('renamed') ?? {})),
      typeChanged: new Map(Object.entries<TypeChange>(map.get('type_changed') ?? {})),
    };
  }

  async putVersion(sourceId: string, version: NewVersion): Promise<Action> {
    const { diff } = version;
    const [fields, fieldDiff, observed] = await Promise.all([
      this.maps.write(sourceId, version.fields),
      this.maps.write(sourceId, Object.entries({
        added: diff.added, removed: diff.removed, renamed: Object.fromEntries(diff.renamed), type_changed: Object.fromEntries(diff.typeChanged),
      })),
      this.maps.write(sourceId, version.observed),
    ]);
    return {
      Put: {
        TableName: this.name,
        Item: {
          ...this.key(sourceId, version.key),
          fields,
          field_diff: fieldDiff,
          observed,
          status: version.status,
          compatibility: version.compatibility,
          physical: version.physical,
          seq: version.seq,
          fingerprint: version.fingerprint,
          baseline: version.baseline,
          active_from: version.activeFrom,
          sample_key: version.sampleKey,
        },
        // No version is ever replaced, whatever two clocks say.
        ConditionExpression: 'attribute_not_exists(#s)',
        ExpressionAttributeNames: { '#s': TableKey.SORT },
      },
    };
  }

  /** Changes a version that still has the status that was read: a hand edit made since must not be overwritten unseen. */
  changeVersion(sourceId: string, version: Version, change: VersionChange): Action {
    const set: Record<string, unknown> = {
      status: change.status,
      active_from: change.activeFrom,
      active_until: change.activeUntil,
      resolution: change.resolution,
    };
    const names = Object.keys(set).filter((name) => set[name] !== undefined);
    const found = statusIs(version.status);
    return {
      Update: {
        TableName: this.name,
        Key: this.key(sourceId, version.key),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${change.resolution ? ' REMOVE #note, #plan' : ''}`,
        ConditionExpression: found.expression,
        ExpressionAttributeNames: {
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ...(change.resolution ? { '#note': 'note', '#plan': 'plan' } : {}),
        },
        ExpressionAttributeValues: { ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])), ...found.values },
      },
    };
  }

  /** An action that fails unless the version still has the status that was read. */
  checkStatus(sourceId: string, version: Version): Action {
    const found = statusIs(version.status);
    return {
      ConditionCheck: {
        TableName: this.name,
        Key: this.key(sourceId, version.key),
        ConditionExpression: found.expression,
        ExpressionAttributeNames: { '#status': 'status' },
        ...(Object.keys(found.values).length > 0 ? { ExpressionAttributeValues: found.values } : {}),
      },
    };
  }

  /** Writes `head` where it is still the one that was read (or none, if `read` is undefined); its revision moves by one. */
  async putHead(sourceId: string, head: Omit<Head, 'revision'>, read: Head | undefined): Promise<Action> {
    return {
      Put: {
        TableName: this.name,
        Item: {
          ...this.key(sourceId, HEAD_SK),
          active: head.active,
          open: head.open,
          optional: head.optional,
          sometimes: head.sometimes,
          paths: await this.maps.write(sourceId, head.paths),
          epoch: head.epoch,
          revision: (read?.revision ?? 0) + 1,
        },
        ...(read === undefined
          ? { ConditionExpression: 'attribute_not_exists(#s)', ExpressionAttributeNames: { '#s': TableKey.SORT } }
          : {
            ConditionExpression: '#revision = :revision',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':revision': read.revision },
          }),
      },
    };
  }

  /** What a decision leaves on a version; `paths` are those whose absence it accepted. */
  async resolution(sourceId: string, verdict: Verdict, at: string, version: Version, paths: readonly string[]): Promise<Resolution> {
    return {
      verdict,
      at,
      ...(version.note === undefined ? {} : { note: version.note }),
      ...(version.plan === undefined ? {} : { plan: version.plan }),
      paths: await this.maps.write(sourceId, paths.map((path) => [path, true] as const)),
    };
  }

  private async get(sourceId: string, sk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.docs.send(new GetCommand({ TableName: this.name, Key: this.key(sourceId, sk), ConsistentRead: true }));
    return Item;
  }

  private key(sourceId: string, sk: string): Record<string, string> {
    return { [TableKey.PARTITION]: sourceId, [TableKey.SORT]: sk };
  }
}

function statusIs(found: unknown): { expression: string; values: Record<string, unknown> } {
  return found === undefined
    ? { expression: 'attribute_not_exists(#status)', values: {} }
    : { expression: '#status = :found', values: { ':found': found } };
}
