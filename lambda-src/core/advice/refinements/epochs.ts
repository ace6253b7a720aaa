import { type Refining, whichHave } from './refining';
import type { Range } from '../../formats/scanning/scanned-values';

/** Counts of the years 2001 to 2099. */
const UNITS = [['seconds', 10n ** 9n, 41n * 10n ** 8n], ['milliseconds', 10n ** 12n, 41n * 10n ** 11n]] as const;

/** Names of fields that hold times. */
const TIME_NAME = /(?:^|[_. -])(?:time|timestamp|ts|epoch|date|at|created|updated|start|end)$|[a-z](?:Time|Timestamp|Ts|At|Date)$/;

/** Whole numbers that count seconds or milliseconds, if their field's name says that it is a time. */
export async function epochs(work: Refining): Promise<void> {
  const ranges = new Map<string, Array<Range<bigint> | undefined>>();
  for (const { schema, scanned } of work.profiles) {
    [...schema.fields].forEach(([path, { type }], i) => {
      const values = 'paths' in scanned ? scanned.paths.get(path) : scanned.columns[i];
      if (TIME_NAME.test(path) && type !== 'unknown') {
        ranges.set(path, [...ranges.get(path) ?? [], type === 'bigint' ? values?.integerRange : undefined]);
      }
    });
  }
  const found = [...ranges].flatMap(([path, all]) => {
    const unit = UNITS.find(([, from, to]) => all.every((range) => range !== undefined && range[0] >= from && range[1] <= to));
    return unit === undefined ? [] : [[path, { epoch: unit[0] }] as const];
  });
  const set = { fields: Object.fromEntries(found) };
  const read = found.length === 0 ? undefined : await work.with(set);
  if (read !== undefined) {
    work.take(set, `${whichHave(found.map(([path]) => path))} numbers that are times of this century`, read);
  }
}
