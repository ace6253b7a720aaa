import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Head } from './head';
import { type VersionKey, factsKey, lifeKey, versionOfFacts } from './keys';
import type { LargeMapAttribute, LargeMaps } from './large-map';
import {
  type Attributes, FACTS, LIFE, type Resolution, type ShownVersion, type Status, type Verdict, type Version, picked, saidOn, shownVersion, versionOf,
} from './version';
import { TableKey } from '../../../src/contract';
import type { FieldDiff, TypeChange } from '../../core/schema/change';
import type { FieldType, Fields } from '../../core/schema/field-type';
import { batchGet } from '../ledger/batch-get';
import type { Action } from '../ledger/transact';

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
 *
 * A version is three items. `version#` is what people see and edit, `facts#` and its `#life` are what the program knows. The
 * program writes all three together, and believes of the first only `status`, `note` and `plan`.
 */
export class RegistryTable {
  constructor(readonly docs: DynamoDBDocumentClient, readonly name: string, private readonly maps: LargeMaps) {}

  async head(sourceId: string): Promise<Head | undefined> {
    const item = await this.get(sourceId, TableKey.HEAD);
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
    return (await this.get(sourceId, TableKey.HEAD, 'revision'))?.revision as number | undefined;
  }

  /**
   * The versions from a key on (default: all), oldest first, as the program knows them.
   *
   * @throws Error where a version lacks one of the program's two items
   */
  async versions(sourceId: string, from: VersionKey = `${TableKey.VERSION_PREFIX}`): Promise<Version[]> {
    // One query reads both: the life of a version follows its facts.
    const items = await this.range(sourceId, factsKey(from), `${TableKey.FACTS_PREFIX}~`);
    const byKey = new Map(items.map((item) => [item[TableKey.SORT] as string, item]));
    return items.flatMap((facts) => {
      const key = versionOfFacts(facts[TableKey.SORT] as string);
      if (key === undefined) {
        return [];
      }
      const life = byKey.get(lifeKey(key));
      if (life === undefined) {
        throw new Error(`${sourceId} ${lifeKey(key)} is missing: put the item back from the table's point-in-time recovery`);
      }
      return [versionOf(key, { ...facts, ...life })];
    });
  }

  /** The versions from a key on, oldest first, with the items that people see and edit. */
  async shownVersions(sourceId: string, from: VersionKey): Promise<ShownVersion[]> {
    const versions = await this.versions(sourceId, from);
    const items = await this.range(sourceId, from, `${TableKey.VERSION_PREFIX}~`);
    const byKey = new Map(items.map((item) => [item[TableKey.SORT] as string, item]));
    // An item of which the program has no facts is none of its versions.
    return versions.map((version) => shownVersion(version, byKey.get(version.key)));
  }

  /** What the item that people edit says; undefined where it says nothing or is gone. */
  async status(sourceId: string, key: VersionKey): Promise<unknown> {
    return (await this.get(sourceId, key, 'status'))?.status;
  }

  /** Those of the versions that were rejected. Reads nothing but their verdicts. */
  async rejected(sourceId: string, versions: readonly VersionKey[]): Promise<ReadonlySet<VersionKey>> {
    const lives = await batchGet<{ sk: string; resolution?: Resolution }>(
      this.docs, this.name, versions.map((version) => this.key(sourceId, lifeKey(version))), [TableKey.SORT, 'resolution']);
    const rejected = new Set(lives.filter(({ resolution }) => resolution?.verdict === 'rejected').map(({ sk }) => sk));
    return new Set(versions.filter((version) => rejected.has(lifeKey(version))));
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

  async putVersion(sourceId: string, version: NewVersion): Promise<Action[]> {
    const { diff } = version;
    const [fields, fieldDiff, observed] = await Promise.all([
      this.maps.write(sourceId, version.fields),
      this.maps.write(sourceId, Object.entries({
        added: diff.added, removed: diff.removed, renamed: Object.fromEntries(diff.renamed), type_changed: Object.fromEntries(diff.typeChanged),
      })),
      this.maps.write(sourceId, version.observed),
    ]);
    const known: Attributes = {
      fields,
      field_diff: fieldDiff,
      observed,
      compatibility: version.compatibility,
      physical: version.physical,
      seq: version.seq,
      fingerprint: version.fingerprint,
      baseline: version.baseline,
      sample_key: version.sampleKey,
      active_from: version.activeFrom,
    };
    const items = [
      { ...this.key(sourceId, version.key), ...known, status: version.status },
      { ...this.key(sourceId, factsKey(version.key)), ...picked(known, FACTS) },
      { ...this.key(sourceId, lifeKey(version.key)), ...picked(known, LIFE) },
    ];
    return items.map((item) => ({
      Put: {
        TableName: this.name,
        Item: item,
        // No version is ever replaced, whatever two clocks say.
        ConditionExpression: 'attribute_not_exists(#s)',
        ExpressionAttributeNames: { '#s': TableKey.SORT },
      },
    }));
  }

  /**
   * Changes a version whose item still says what was read: a hand edit made since must not be overwritten unseen.
   *
   * @param found what the item said of `status`, and of `note` and `plan` where these matter
   */
  changeVersion(sourceId: string, version: Version, found: Attributes, change: VersionChange): Action[] {
    const life = { active_from: change.activeFrom, active_until: change.activeUntil, resolution: change.resolution };
    const onItem = setting({ status: change.status, ...life }, change.resolution === undefined ? [] : ['note', 'plan']);
    const condition = saying(found);
    const actions: Action[] = [{
      Update: {
        TableName: this.name,
        Key: this.key(sourceId, version.key),
        ...onItem,
        ConditionExpression: condition.ConditionExpression,
        ExpressionAttributeNames: { ...onItem.ExpressionAttributeNames, ...condition.ExpressionAttributeNames },
        ExpressionAttributeValues: { ...onItem.ExpressionAttributeValues, ...condition.ExpressionAttributeValues },
      },
    }];
    if (Object.values(life).some((value) => value !== undefined)) {
      actions.push({ Update: { TableName: this.name, Key: this.key(sourceId, lifeKey(version.key)), ...setting(life, []) } });
    }
    return actions;
  }

  /**
   * Makes a version's item say what the program knows, and no more. What a person says on it stays.
   *
   * @param status of an item that is gone
   */
  restoreItem(sourceId: string, version: ShownVersion, status: Status): Action[] {
    const { item, known } = version;
    const said = item === undefined ? { status } : saidOn(version);
    return [
      {
        Put: {
          TableName: this.name,
          Item: { ...this.key(sourceId, version.key), ...known, ...said },
          ...(item === undefined
            ? { ConditionExpression: 'attribute_not_exists(#s)', ExpressionAttributeNames: { '#s': TableKey.SORT } }
            : saying(saidOn(version))),
        },
      },
      // Promotion does not move head: its time may have been written since it was read here.
      { ConditionCheck: { TableName: this.name, Key: this.key(sourceId, lifeKey(version.key)), ...saying({ promoted_at: known.promoted_at }) } },
    ];
  }

  /** An action that fails unless the version's item says that status. */
  checkStatus(sourceId: string, key: VersionKey, status: unknown): Action {
    return { ConditionCheck: { TableName: this.name, Key: this.key(sourceId, key), ...saying({ status }) } };
  }

  /** An action that fails unless `head` is the one that was read. */
  checkHead(sourceId: string, read: Head): Action {
    return { ConditionCheck: { TableName: this.name, Key: this.key(sourceId, TableKey.HEAD), ...saying({ revision: read.revision }) } };
  }

  /** Writes `head` where it is still the one that was read (or none, if `read` is undefined); its revision moves by one. */
  async putHead(sourceId: string, head: Omit<Head, 'revision'>, read: Head | undefined): Promise<Action> {
    return {
      Put: {
        TableName: this.name,
        Item: {
          ...this.key(sourceId, TableKey.HEAD),
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
          : saying({ revision: read.revision })),
      },
    };
  }

  /** What a decision leaves on a version; `paths` are those whose absence it accepted. */
  async resolution(sourceId: string, verdict: Verdict, at: string, version: ShownVersion, paths: readonly string[]): Promise<Resolution> {
    return {
      verdict,
      at,
      ...(version.note === undefined ? {} : { note: version.note }),
      ...(version.plan === undefined ? {} : { plan: version.plan }),
      paths: await this.maps.write(sourceId, paths.map((path) => [path, true] as const)),
    };
  }

  private async get(sourceId: string, sk: string, attribute?: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.docs.send(new GetCommand({
      TableName: this.name,
      Key: this.key(sourceId, sk),
      ...(attribute === undefined ? {} : { ProjectionExpression: '#a', ExpressionAttributeNames: { '#a': attribute } }),
      ConsistentRead: true,
    }));
    return Item;
  }

  private async range(sourceId: string, from: string, to: string): Promise<Record<string, unknown>[]> {
    const pages = paginateQuery({ client: this.docs }, {
      TableName: this.name,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#p': TableKey.PARTITION, '#s': TableKey.SORT },
      ExpressionAttributeValues: { ':p': sourceId, ':from': from, ':to': to },
      ConsistentRead: true,
    });
    const items: Record<string, unknown>[] = [];
    for await (const page of pages) {
      items.push(...page.Items ?? []);
    }
    return items;
  }

  private key(sourceId: string, sk: string): Record<string, string> {
    return { [TableKey.PARTITION]: sourceId, [TableKey.SORT]: sk };
  }
}

/** An update that sets the attributes that have a value, and removes the named ones. */
function setting(attributes: Attributes, removed: readonly string[]) {
  const names = Object.keys(attributes).filter((name) => attributes[name] !== undefined);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`
      + (removed.length === 0 ? '' : ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}`),
    ExpressionAttributeNames: Object.fromEntries([...names, ...removed].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
  };
}

/** A condition that holds where each of the attributes has that value, or none where it is undefined. */
function saying(attributes: Attributes) {
  const names = Object.keys(attributes);
  const present = names.filter((name) => attributes[name] !== undefined);
  return {
    ConditionExpression: names
      .map((name) => (attributes[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :found_${name}`)).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ...(present.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(present.map((name) => [`:found_${name}`, attributes[name]])) }),
  };
}
