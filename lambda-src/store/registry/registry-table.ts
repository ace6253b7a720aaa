import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { factsKey, lifeKey, versionOfFacts } from './item-keys';
import { TableKey } from '../../../src/contract';
import type { Attributes, LargeMapAttribute } from '../../core/items/attributes';
import { type Head, type PlacedType, inPlace, placed } from '../../core/registry/head';
import {
  FACTS, LIFE, type NewVersion, type Resolution, type ShownVersion, type Status, type Verdict, type Version, type VersionChange, picked, saidOn,
  shownVersion, versionOf,
} from '../../core/registry/version';
import type { VersionKey } from '../../core/registry/version-key';
import type { FieldDiff, TypeChange } from '../../core/schema/change';
import type { FieldType, Fields } from '../../core/schema/field-type';
import { noItem } from '../dynamodb/condition';
import type { LargeMaps } from '../dynamodb/large-maps';
import { Table, beginningWith } from '../dynamodb/table';
import type { Action } from '../dynamodb/transact';

/** The `head` item. */
interface HeadRow {
  readonly active: VersionKey;
  readonly open: readonly VersionKey[];
  readonly paths: LargeMapAttribute;
  readonly epoch: number;
  readonly revision: number;
}

/** What is read of a version's `#life` to learn its verdict. */
interface LifeRow {
  readonly sk: string;
  readonly resolution?: Resolution;
}

/**
 * The registry. It writes by actions alone, because every write of a version belongs in a transaction that moves `head`.
 *
 * A version is three items. `version#` is what people see and edit. `facts#` and its `#life` are what the program knows. The
 * program writes all three together, and of the first it believes only `status`, `note` and `plan`.
 */
export class RegistryTable extends Table {
  constructor(docs: DynamoDBDocumentClient, name: string, private readonly maps: LargeMaps) {
    super(docs, name);
  }

  async head(sourceId: string): Promise<Head | undefined> {
    const row = await this.get<HeadRow>(sourceId, TableKey.HEAD);
    return row && {
      active: row.active,
      open: row.open,
      paths: inPlace(await this.maps.read<PlacedType>(row.paths)),
      epoch: row.epoch,
      revision: row.revision,
    };
  }

  /** The revision alone, to see whether `head` has moved. */
  async headRevision(sourceId: string): Promise<number | undefined> {
    return (await this.get<HeadRow>(sourceId, TableKey.HEAD, { attributes: ['revision'] }))?.revision;
  }

  /**
   * The versions from a key on (default: all), oldest first, as the program knows them.
   *
   * @throws Error if a version lacks one of the program's two items
   */
  async versions(sourceId: string, from: VersionKey = `${TableKey.VERSION_PREFIX}`): Promise<Version[]> {
    // One query reads both: the life of a version follows its facts.
    const items = await this.bySortKey(sourceId, factsKey(from), TableKey.FACTS_PREFIX);
    return [...items].flatMap(([sk, facts]) => {
      const key = versionOfFacts(sk);
      if (key === undefined) {
        return [];
      }
      const life = items.get(lifeKey(key));
      if (life === undefined) {
        throw new Error(`${sourceId} ${lifeKey(key)} is missing: put the item back from the table's point-in-time recovery`);
      }
      return [versionOf(key, { ...facts, ...life })];
    });
  }

  /** The versions from a key on, oldest first, with the items that people see and edit. */
  async shownVersions(sourceId: string, from: VersionKey): Promise<ShownVersion[]> {
    const versions = await this.versions(sourceId, from);
    const items = await this.bySortKey(sourceId, from, TableKey.VERSION_PREFIX);
    // An item without facts is not a version: somebody else wrote it.
    return versions.map((version) => shownVersion(version, items.get(version.key)));
  }

  /** What the item that people edit says; undefined if it says nothing or is gone. */
  async status(sourceId: string, key: VersionKey): Promise<unknown> {
    return (await this.get(sourceId, key, { attributes: ['status'] }))?.status;
  }

  /** Those of the versions that were rejected. It reads only their verdicts. */
  async rejected(sourceId: string, versions: readonly VersionKey[]): Promise<ReadonlySet<VersionKey>> {
    const lives = await this.getMany<LifeRow>(sourceId, versions.map(lifeKey), { attributes: ['sk', 'resolution'] });
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
      typeChanged: new Map(Object.entries<TypeChange>(map.get('type_changed') ?? {})),
    };
  }

  async putVersion(sourceId: string, version: NewVersion): Promise<Action[]> {
    const { diff } = version;
    const [fields, fieldDiff, observed] = await Promise.all([
      this.maps.write(sourceId, version.fields),
      this.maps.write(sourceId, Object.entries({
        added: diff.added, removed: diff.removed, type_changed: Object.fromEntries(diff.typeChanged),
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
    const items: [string, Attributes][] = [
      [version.key, { ...known, status: version.status }],
      [factsKey(version.key), picked(known, FACTS)],
      [lifeKey(version.key), picked(known, LIFE)],
    ];
    // No version is ever replaced, even if two of them get the same key.
    return items.map(([sk, item]) => this.put(sourceId, sk, item, noItem));
  }

  /**
   * Changes a version if its item still says what was read. Otherwise an edit made since would be overwritten unseen.
   *
   * @param found what the item said as its `status`, and as `note` and `plan` if these matter
   */
  changeVersion(sourceId: string, version: Version, found: Attributes, change: VersionChange): Action[] {
    const life = { active_from: change.activeFrom, active_until: change.activeUntil, resolution: change.resolution };
    const said = change.resolution === undefined ? [] : ['note', 'plan'];
    return [
      this.update(sourceId, version.key, { set: { status: change.status, ...life }, remove: said }, found),
      ...Object.values(life).some((value) => value !== undefined) ? [this.update(sourceId, lifeKey(version.key), { set: life })] : [],
    ];
  }

  /**
   * Makes a version's item say what the program knows, and nothing else. What a person said on it stays.
   *
   * @param status what an item that was deleted gets as its status
   */
  restoreItem(sourceId: string, version: ShownVersion, status: Status): Action[] {
    const { item, known } = version;
    const said = item === undefined ? { status } : saidOn(version);
    return [
      this.put(sourceId, version.key, { ...known, ...said }, item === undefined ? noItem : saidOn(version)),
      // Promotion writes its time without moving head, perhaps since the version was read.
      this.check(sourceId, lifeKey(version.key), { promoted_at: known.promoted_at }),
    ];
  }

  /** An action that fails unless the version's item says that status. */
  checkStatus(sourceId: string, key: VersionKey, status: unknown): Action {
    return this.check(sourceId, key, { status });
  }

  /** An action that fails unless `head` is the one that was read. */
  checkHead(sourceId: string, read: Head): Action {
    return this.check<HeadRow>(sourceId, TableKey.HEAD, { revision: read.revision });
  }

  /** Writes `head` if it is still the one that was read, or absent if `read` is undefined. Its revision moves by one. */
  async putHead(sourceId: string, head: Omit<Head, 'revision'>, read: Head | undefined): Promise<Action> {
    const row: HeadRow = {
      active: head.active,
      open: head.open,
      paths: await this.maps.write(sourceId, placed(head.paths)),
      epoch: head.epoch,
      revision: (read?.revision ?? 0) + 1,
    };
    return this.put(sourceId, TableKey.HEAD, row, read === undefined ? noItem : { revision: read.revision });
  }

  /** What a decision leaves on a version. `paths` are those whose absence it accepted. */
  async resolution(sourceId: string, verdict: Verdict, at: string, version: ShownVersion, paths: readonly string[]): Promise<Resolution> {
    return {
      verdict,
      at,
      ...(version.note === undefined ? {} : { note: version.note }),
      ...(version.plan === undefined ? {} : { plan: version.plan }),
      paths: await this.maps.write(sourceId, paths.map((path) => [path, true] as const)),
    };
  }

  private async bySortKey(sourceId: string, from: string, prefix: string): Promise<Map<string, Attributes>> {
    const items = new Map<string, Attributes>();
    for await (const item of this.range(sourceId, { from, to: beginningWith(prefix).to })) {
      items.set(item[TableKey.SORT] as string, item);
    }
    return items;
  }
}
