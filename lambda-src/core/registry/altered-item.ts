import { isDeepStrictEqual } from 'node:util';
import { FACTS, LIFE, type ShownVersion } from './version';
import { TableKey } from '../../../src/contract';

/** Attributes of a version's item that are its key, or a person's. */
const OWN: readonly string[] = [TableKey.PARTITION, TableKey.SORT, 'status', 'note', 'plan'];

/** How the item of a version differs from what the program knows. */
export interface Alteration {
  /** `deleted`: somebody deleted the item. `edited`: somebody saved other attributes than the program wrote. */
  readonly kind: 'deleted' | 'edited';
  /** Names of the attributes that differ. `others` stands for names that a person made up: they are not repeated in an alert. */
  readonly attributes: readonly string[];
  /**
   * Whether somebody seems to have meant it. Nobody did if the item only lacks attributes that the program wrote later: a person had
   * opened the item in a form before that, and then saved the whole form. Nobody did either if only `promoted_at` differs, which the
   * program writes in two steps.
   */
  readonly isMeant: boolean;
}

/** @returns undefined if the item says what the program knows, and beyond that only what a person may say */
export function alterationOf({ item, known }: ShownVersion): Alteration | undefined {
  if (item === undefined) {
    return { kind: 'deleted', attributes: [], isMeant: true };
  }
  const differing = [...FACTS, ...LIFE].filter((name) => !isDeepStrictEqual(item[name], known[name]));
  const hasOthers = Object.keys(item).some((name) => !OWN.includes(name) && ![...FACTS, ...LIFE].includes(name as never));
  if (differing.length === 0 && !hasOthers) {
    return undefined;
  }
  const isLate = (name: string) => name === 'promoted_at' || (item[name] === undefined && LIFE.includes(name as never));
  return {
    kind: 'edited',
    attributes: [...differing, ...hasOthers ? ['others'] : []],
    isMeant: hasOthers || !differing.every(isLate),
  };
}
