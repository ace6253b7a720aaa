/** Finds declarations under which more of the values have types: number formats, time formats, texts for null, blanks around cells. */

import { type Read, attempt } from './attempt';
import { type Change, type Settings, changed } from './change';
import { type Sample, textOf } from './sample';
import type { Proposal } from './search';
import type { ReadingConfig } from '../../../src/source-config';
import type { Range } from '../formats/scanning/scanned-values';
import { type FieldType, join } from '../schema/field-type';

/** Two ways to read the same values, of which only a person can choose. */
export interface OpenQuestion {
  readonly asks: string;
  readonly answers: readonly Settings[];
}

export interface Refined {
  readonly declared: ReadingConfig;
  readonly changes: readonly Change[];
  readonly profiles: Proposal['profiles'];
  readonly questions: readonly OpenQuestion[];
}

type Options = Readonly<Record<string, unknown>>;
type Types = ReadonlyMap<string, FieldType>;

/** Texts that people write if there is no value. A text of one sign only is one of them too, if all other values have a type. */
const NULL_MARKERS = ['NA', 'N/A', 'n/a', 'NaN', 'nan', '#N/A', 'NULL', 'null', 'None', 'none', 'nil', '-', '--', '?', '.', '\\N', ''];

const CURRENCIES = ['€', '$', '£', '¥', '₹', '₽', '₩', '₺', 'zł', 'kr', 'Kč', 'EUR', 'USD', 'GBP', 'CHF', 'JPY'];
const NUMBER_BASES: ReadonlyArray<Readonly<Record<string, string>>> = [
  {},
  { decimalSeparator: ',' },
  { decimalSeparator: ',', groupSeparator: '.' },
  { decimalSeparator: ',', groupSeparator: ' ' },
  { decimalSeparator: ',', groupSeparator: '\u00a0' },
  { decimalSeparator: ',', groupSeparator: '\u202f' },
  { groupSeparator: ',' },
  { groupSeparator: ' ' },
  { groupSeparator: '\'' },
  { groupSeparator: '’' },
];

const DAYS = ['dd.MM.yyyy', 'd.M.yyyy', 'dd/MM/yyyy', 'd/M/yyyy', 'MM/dd/yyyy', 'M/d/yyyy', 'dd-MM-yyyy', 'MM-dd-yyyy', 'yyyy/MM/dd', 'dd-MMM-yyyy', 'd-MMM-yy', 'd MMM yyyy', 'MMM d, yyyy', 'MMMM d, yyyy'];
const CLOCKS = ['', ' HH:mm', ' HH:mm:ss', ' H:mm', ' h:mm a', ' h:mm:ss a'];
const TIME_PATTERNS = [
  ...DAYS.flatMap((day) => CLOCKS.map((clock) => day + clock)),
  'yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss,SSS', 'yyyy-MM-dd HH:mm:ssX', "yyyy-MM-dd HH:mm:ss 'UTC'", 'yyyy-MM-dd HH:mm:ss.SSSSSSXXX',
  'yyyy-MM-dd HH:mm:ssXXX', 'yyyy-MM-dd HH:mm:ss Z', "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "yyyy-MM-dd'T'HH:mm:ssZ", "yyyy-MM-dd't'HH:mm:ss'z'",
];

/** Counts of the years 2001 to 2100, and names of fields that hold times. */
const EPOCHS = [['seconds', 10n ** 9n, 41n * 10n ** 8n], ['milliseconds', 10n ** 12n, 41n * 10n ** 11n]] as const;
const TIME_NAME = /(?:^|[_. -])(?:time|timestamp|ts|epoch|date|at|created|updated|start|end|first|last)$|[a-z](?:Time|Timestamp|Ts|At|Date)$/i;

/** @param isLate whether the time for it is over; what was found until then counts. */
export async function refineValues(samples: readonly Sample[], start: Proposal, isLate: () => boolean = () => false): Promise<Refined> {
  const work = new Refining(samples, start, isLate);
  await work.trim();
  await work.numbers();
  await work.nullMarkers();
  await work.times();
  await work.epochs();
  return work;
}

class Refining implements Refined {
  declared: ReadingConfig;
  changes: Change[];
  profiles: Proposal['profiles'];
  questions: OpenQuestion[] = [];

  constructor(private readonly samples: readonly Sample[], start: Proposal, private readonly isLate: () => boolean) {
    this.declared = start.declared;
    this.changes = [...start.changes];
    this.profiles = start.profiles;
  }

  /** Blanks around cells: they are part of names, or keep values from having a type. */
  async trim(): Promise<void> {
    const set = { csv: { trim: true } };
    const read = await this.with(set);
    if (read === undefined) {
      return;
    }
    const renamed = read.profiles.flatMap(({ columns = [] }, i) => columns.filter((name, at) => name !== this.profiles[i].columns?.[at]));
    const { gained } = difference(typesOf(this), typesOf(read));
    if (renamed.length > 0 || gained.length > 0) {
      this.take({ set, because: 'cells or names have blanks around them', cost: 1 }, read);
    }
  }

  async numbers(): Promise<void> {
    const found: Array<{ readonly numbers: Options; readonly gained: readonly string[]; readonly types: Types }> = [];
    const currency = CURRENCIES.find((sign) => this.samples.some((sample) => textOf(sample, this.declared.csv?.encoding).includes(sign)));
    const before = typesOf(await this.with(this.allMarkers()) ?? this);
    for (const base of this.hasTexts() && this.declared.format === 'csv' ? NUMBER_BASES : []) {
      const numbers = { ...base, trailingMinus: true, percent: true, ...currency === undefined ? {} : { currency } };
      const read = await this.with({ numbers, ...this.allMarkers() });
      const { gained, lost } = read === undefined ? { gained: [], lost: [] } : difference(before, typesOf(read));
      if (read !== undefined && gained.length > 0 && lost.length === 0) {
        found.push({ numbers, gained, types: typesOf(read) });
      }
    }
    const most = Math.max(0, ...found.map(({ gained }) => gained.length));
    const best = found.filter(({ gained }) => gained.length === most);
    if (best.length === 0) {
      return;
    }
    const [first] = best;
    const rival = best.find(({ types }) => first.gained.some((path) => types.get(path) !== first.types.get(path)));
    const smallest = await this.withoutIdle(first.numbers);
    if (smallest === undefined) {
      return;
    }
    if (rival !== undefined) {
      const other = await this.withoutIdle(rival.numbers);
      this.questions.push({
        asks: `${named(first.gained)}: is the sign within the numbers a decimal separator, or does it group digits?`,
        answers: [{ numbers: smallest }, { numbers: other ?? rival.numbers }],
      });
      return;
    }
    const set = { numbers: smallest };
    const read = await this.with(set);
    if (read !== undefined) {
      this.take({ set, because: `${named(first.gained)} ${first.gained.length === 1 ? 'has' : 'have'} numbers that are written this way`, cost: 1 }, read);
    }
  }

  /** The number format without the parts that make no difference. */
  private async withoutIdle(numbers: Options): Promise<Options | undefined> {
    const wanted = await this.with({ numbers, ...this.allMarkers() });
    if (wanted === undefined) {
      return undefined;
    }
    let kept = numbers;
    for (const option of Object.keys(numbers).reverse()) {
      const { [option]: _, ...less } = kept;
      const read = Object.keys(less).length === 0 ? this : await this.with({ numbers: less, ...this.allMarkers() });
      if (read !== undefined && sameTypes(typesOf(read), typesOf(wanted))) {
        kept = less;
      }
    }
    return Object.keys(kept).length === 0 ? undefined : kept;
  }

  /** Texts without which the other values of a field have a type. */
  async nullMarkers(): Promise<void> {
    if (!this.hasTexts()) {
      return;
    }
    const all = this.possibleMarkers();
    const before = typesOf(this);
    const whole = await this.with({ nullMarkers: all });
    if (whole === undefined || difference(before, typesOf(whole)).gained.length === 0) {
      return;
    }
    let kept = all;
    for (const marker of all) {
      const less = kept.filter((each) => each !== marker);
      const read = less.length === 0 ? this : await this.with({ nullMarkers: less });
      if (read !== undefined && sameTypes(typesOf(read), typesOf(whole))) {
        kept = less;
      }
    }
    const set = { nullMarkers: kept };
    const read = await this.with(set);
    if (read !== undefined) {
      const { gained } = difference(before, typesOf(read));
      this.take({ set, because: `without ${kept.length === 1 ? 'it' : 'them'}, all values of ${named(gained)} have a type`, cost: 1 }, read);
    }
  }

  async times(): Promise<void> {
    if (!this.hasTexts() || this.declared.format !== 'csv') {
      return;
    }
    const before = typesOf(this);
    const byField = new Map<string, string[]>();
    for (const pattern of TIME_PATTERNS) {
      const read = await this.with({ times: { patterns: [pattern] } });
      for (const path of read === undefined ? [] : difference(before, typesOf(read)).gained) {
        byField.set(path, [...byField.get(path) ?? [], pattern]);
      }
    }
    const patterns = new Map<string, string>();
    const unclear = new Map<string, { readonly answers: readonly Settings[]; readonly paths: string[] }>();
    for (const [path, fitting] of byField) {
      const [dayFirst, monthFirst] = [fitting.find((each) => /^d/.test(each)), fitting.find((each) => /^M+[/-]/.test(each))];
      if (dayFirst === undefined || monthFirst === undefined) {
        patterns.set(path, fitting[0]);
        continue;
      }
      const known = unclear.get(dayFirst) ?? { answers: [dayFirst, monthFirst].map((pattern) => ({ times: { patterns: [pattern] } })), paths: [] as string[] };
      known.paths.push(path);
      unclear.set(dayFirst, known);
    }
    this.questions.push(...[...unclear.values()].map(({ answers, paths }) => ({ asks: `${named(paths)}: does the day or the month come first?`, answers })));
    if (patterns.size === 0) {
      return;
    }
    const because = `${named([...patterns.keys()])} ${patterns.size === 1 ? 'has' : 'have'} times that are written this way`;
    // Patterns that could read a text of each other differently are declared for their own fields.
    const byPath = Object.fromEntries([...patterns].map(([path, pattern]) => [path, { time: { patterns: [pattern] } }]));
    for (const set of [{ times: { patterns: [...new Set(patterns.values())] } }, { fields: byPath }]) {
      const read = await this.with(set);
      if (read !== undefined) {
        this.take({ set, because, cost: 1 }, read);
        return;
      }
    }
  }

  /** Whole numbers that count seconds or milliseconds, if their field's name says that it is a time. */
  async epochs(): Promise<void> {
    const ranges = new Map<string, Array<Range<bigint> | undefined>>();
    for (const { schema, scanned } of this.profiles) {
      [...schema.fields].forEach(([path, { type }], i) => {
        const values = 'paths' in scanned ? scanned.paths.get(path) : scanned.columns[i];
        if (TIME_NAME.test(path) && type !== 'unknown') {
          ranges.set(path, [...ranges.get(path) ?? [], type === 'bigint' ? values?.integerRange : undefined]);
        }
      });
    }
    const fields: Record<string, { readonly epoch: string }> = {};
    for (const [path, all] of ranges) {
      const unit = EPOCHS.find(([, from, to]) => all.every((range) => range !== undefined && range[0] >= from && range[1] <= to));
      if (unit !== undefined) {
        fields[path] = { epoch: unit[0] };
      }
    }
    const set = { fields };
    const read = Object.keys(fields).length === 0 ? undefined : await this.with(set);
    if (read !== undefined) {
      const because = `${named(Object.keys(fields))} ${Object.keys(fields).length === 1 ? 'has' : 'have'} numbers that are times between 2001 and 2100`;
      this.take({ set, because, cost: 1 }, read);
    }
  }

  private hasTexts(): boolean {
    return !this.isLate() && [...typesOf(this).values()].some((type) => type === 'string' || type === 'json');
  }

  /** The empty text is a value only in JSON. */
  private possibleMarkers(): readonly string[] {
    return NULL_MARKERS.filter((marker) => (marker !== '' || this.declared.format === 'json') && changed(this.declared, { nullMarkers: [marker] }) !== undefined);
  }

  /** Numbers may stand beside texts for null. */
  private allMarkers(): Settings {
    return { nullMarkers: this.possibleMarkers() };
  }

  /** undefined if no source can declare that, or if the samples cannot be read under it. */
  private async with(set: Settings): Promise<Read | undefined> {
    const declared = changed(this.declared, set);
    if (declared === undefined || this.isLate()) {
      return undefined;
    }
    const outcome = await attempt(this.samples, declared);
    return 'profiles' in outcome ? outcome : undefined;
  }

  private take(change: Change, { profiles }: Read): void {
    this.declared = changed(this.declared, change.set)!;
    this.changes.push(change);
    this.profiles = profiles;
  }
}

/** The types of all samples together. */
export function typesOf({ profiles }: Read): Types {
  const types = new Map<string, FieldType>();
  for (const { schema } of profiles) {
    for (const [path, { type }] of schema.fields) {
      types.set(path, join(types.get(path) ?? 'unknown', type, schema.family));
    }
  }
  return types;
}

/** The fields that have a type of their own only after a change, and those that have one only before it. */
function difference(before: Types, after: Types): { readonly gained: readonly string[]; readonly lost: readonly string[] } {
  const isTyped = (type: FieldType | undefined) => type !== undefined && type !== 'string' && type !== 'json' && type !== 'unknown';
  return {
    gained: [...after].filter(([path, type]) => isTyped(type) && before.has(path) && !isTyped(before.get(path)) && before.get(path) !== 'unknown').map(([path]) => path),
    lost: [...before].filter(([path, type]) => isTyped(type) && !isTyped(after.get(path))).map(([path]) => path),
  };
}

function sameTypes(one: Types, other: Types): boolean {
  return one.size === other.size && [...one].every(([path, type]) => other.get(path) === type);
}

const MOST_NAMES = 3;

function named(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMES).map((path) => (/^[\p{L}\p{N}_.[\]{}-]+$/u.test(path) ? path : JSON.stringify(path))).join(', ');
  return paths.length > MOST_NAMES ? `${names} and ${paths.length - MOST_NAMES} more` : names;
}
