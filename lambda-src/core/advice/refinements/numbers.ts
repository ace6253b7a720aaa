import { possibleMarkers } from './null-markers';
import { type Refining, type Types, difference, named, sameTypes, typesOf, whichHave } from './refining';
import { textOf } from '../trying/sample';

type NumberOptions = Readonly<Record<string, unknown>>;

interface Found {
  readonly numbers: NumberOptions;
  readonly gained: readonly string[];
  readonly types: Types;
}

const SEPARATORS: ReadonlyArray<Readonly<Record<string, string>>> = [
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

const CURRENCIES = ['€', '$', '£', '¥', '₹', '₽', '₩', '₺', 'zł', 'kr', 'Kč', 'EUR', 'USD', 'GBP', 'CHF', 'JPY'];

/** Numbers with decimal commas, groups of digits, a minus at their end, percent signs or a currency. */
export async function numbers(work: Refining): Promise<void> {
  const found = await formatsThatRead(work);
  const most = Math.max(0, ...found.map(({ gained }) => gained.length));
  const [first, ...others] = found.filter(({ gained }) => gained.length === most);
  if (first === undefined) {
    return;
  }
  const smallest = await withoutIdle(work, first.numbers);
  const rival = others.find(({ types }) => first.gained.some((path) => types.get(path) !== first.types.get(path)));
  if (rival !== undefined) {
    work.questions.push({
      asks: `${named(first.gained)}: does the sign within the numbers separate the decimals, or does it group the digits?`,
      answers: [{ numbers: smallest }, { numbers: await withoutIdle(work, rival.numbers) }],
    });
    return;
  }
  const set = { numbers: smallest };
  const read = await work.with(set);
  if (read !== undefined) {
    work.take(set, `${whichHave(first.gained)} numbers that are written this way`, read);
  }
}

/** There may be texts for null beside the numbers. */
async function formatsThatRead(work: Refining): Promise<Found[]> {
  const found: Found[] = [];
  if (!work.hasTexts() || !work.isCsv()) {
    return found;
  }
  const markers = { nullMarkers: possibleMarkers(work) };
  const before = typesOf(await work.with(markers) ?? work);
  const texts = work.samples.map((sample) => textOf(sample, work.declared.csv?.encoding));
  const currency = CURRENCIES.find((sign) => texts.some((text) => text.includes(sign)));
  for (const separators of SEPARATORS) {
    const format = { ...separators, trailingMinus: true, percent: true, ...currency === undefined ? {} : { currency } };
    const read = await work.with({ numbers: format, ...markers });
    const types = read === undefined ? before : typesOf(read);
    const { gained, lost } = difference(before, types);
    if (gained.length > 0 && lost.length === 0) {
      found.push({ numbers: format, gained, types });
    }
  }
  return found;
}

/** The format without the options that make no difference. */
async function withoutIdle(work: Refining, format: NumberOptions): Promise<NumberOptions> {
  const markers = { nullMarkers: possibleMarkers(work) };
  const wanted = await work.with({ numbers: format, ...markers });
  let kept = format;
  for (const option of Object.keys(format).reverse()) {
    const { [option]: _, ...less } = kept;
    const read = Object.keys(less).length === 0 ? undefined : await work.with({ numbers: less, ...markers });
    if (read !== undefined && wanted !== undefined && sameTypes(typesOf(read), typesOf(wanted))) {
      kept = less;
    }
  }
  return kept;
}
