/** The files that are measured. The same seed makes the same files; they are kept for the next run. */

import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Family } from '../../../lambda-src/core/schema/field-type';
import { CSV_HEADER, RecordMaker } from '../records';

export interface CorpusFile {
  readonly name: string;
  /** Several files are read one after the other. */
  readonly paths: readonly string[];
  readonly format: Family;
  readonly form: Form;
  /** A member has values of several types. */
  readonly isMixed: boolean;
}

/** JSON: one record per line; one array; or any documents, which a reader of lines cannot read. */
export type Form = 'lines' | 'array' | 'documents' | 'table';

const JAPANESE = '日本語の文章はここにあります東京都渋谷区データ取込み処理';

/** Changes the texts of a record, but only those of more than one word, which are prose. */
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return value.includes(' ') ? change(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withTexts(item, change));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTexts(item, change)]));
}

const inJapanese = (text: string) => [...text].map((c, i) => JAPANESE[(c.charCodeAt(0) + i) % JAPANESE.length]).join('');

interface Recipe {
  readonly name: string;
  readonly format: Family;
  /** Size relative to the requested one. */
  readonly share: number;
  readonly before?: string;
  readonly between?: string;
  readonly after?: string;
  readonly isMixed?: boolean;
  readonly record: (maker: RecordMaker, i: number) => string;
}

/** The least total size of a set of real files, in bytes. */
const REAL_BYTES = 20e6;

const RECIPES: readonly Recipe[] = [
  { name: 'events.ndjson', format: 'json', share: 1, record: (maker) => JSON.stringify(maker.event()) },
  { name: 'orders.ndjson', format: 'json', share: 1, record: (maker, i) => JSON.stringify(maker.order(i)) },
  { name: 'events.json', format: 'json', share: 1, before: '[', between: ',', after: ']', record: (maker) => JSON.stringify(maker.event()) },
  { name: 'table.csv', format: 'csv', share: 1, before: CSV_HEADER, record: (maker, i) => maker.row(i) },
  { name: 'shuffled.ndjson', format: 'json', share: 0.4, record: (maker) => JSON.stringify(maker.shuffled(maker.event())) },
  { name: 'japanese.ndjson', format: 'json', share: 0.4, record: (maker) => JSON.stringify(withTexts(maker.event(), inJapanese)) },
  { name: 'escapes.ndjson', format: 'json', share: 0.4, record: (maker) => JSON.stringify(withTexts(maker.event(), (text) => text.replace(/ /g, '\n'))) },
  { name: 'mixed.ndjson', format: 'json', share: 0.4, isMixed: true, record: (maker) => JSON.stringify(maker.mixedEvent()) },
];

/** @param bytes size of the large files */
export function corpus(folder: string, bytes: number): CorpusFile[] {
  mkdirSync(folder, { recursive: true });
  const generated = RECIPES.map((recipe): CorpusFile => {
    const { name, format, before, isMixed = false } = recipe;
    const path = join(folder, `${bytes}-${name}`);
    if (!existsSync(path)) {
      make(path, recipe, bytes * recipe.share);
    }
    return { name, paths: [path], format, form: format === 'csv' ? 'table' : before === '[' ? 'array' : 'lines', isMixed };
  });
  return [...generated, realFiles('json', 'documents'), realFiles('csv', 'table')];
}

/** The files of vega-datasets: mostly small, in many forms. They are read repeatedly, until the size is enough to measure. */
function realFiles(format: Family, form: Form): CorpusFile {
  const data = join(dirname(require.resolve('vega-datasets')), '..', 'data');
  const paths = readdirSync(data).filter((name) => name.endsWith(`.${format}`)).map((name) => join(data, name));
  const times = Math.ceil(REAL_BYTES / sizeOf(paths));
  return { name: `vega-datasets, ${format}`, paths: Array.from({ length: times }, () => paths).flat(), format, form, isMixed: false };
}

/** Total size in bytes. */
export function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}

/** A file of about this many bytes. */
export function smallFile(folder: string, bytes: number, format: Family): string {
  const path = join(folder, `small-${bytes}.${format}`);
  if (!existsSync(path)) {
    make(path, RECIPES.find((recipe) => recipe.format === format)!, bytes);
  }
  return path;
}

function make(path: string, { before = '', between = '\n', after = '\n', record }: Recipe, bytes: number): void {
  console.error(`making ${path} …`);
  const maker = new RecordMaker(12_345);
  const file = openSync(`${path}.part`, 'w');
  let [text, written] = [before, 0];
  for (let i = 0; written + text.length < bytes; i++) {
    text += (i === 0 ? '' : between) + record(maker, i);
    if (text.length > 4e6) {
      written += writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text + after);
  closeSync(file);
  renameSync(`${path}.part`, path);
}
