/** The files that are promoted. The same seed makes the same files; they are kept for the next run. */

import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Family } from '../../../lambda-src/core/schema/field-type';
import { Prefix } from '../../../src/contract';
import { Random } from '../../scanner/support/random';
import { CSV_HEADER, RecordMaker } from '../records';

export const DATE = '2026-11-24';

export interface RawFile {
  readonly source: string;
  readonly ingestId: string;
  /** Of the raw object. */
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

export interface FileSet {
  readonly name: string;
  readonly format: Family;
  readonly files: readonly RawFile[];
  /** A few large files instead of many small ones. */
  readonly isLarge: boolean;
  /** Added to each request to S3. */
  readonly latencyMillis: number;
}

export interface SetSizes {
  /** How many files a set of small files has. */
  readonly files: number;
  /** Size of a large file. */
  readonly megabytes: number;
  readonly latencyMillis: number;
}

const SMALL_BYTES = [20_000, 100_000] as const;
const SMALL_SOURCES = 10;
const LARGE_FILES = 4;
const SEED = 12_345;

const FORMATS = [{ format: 'json', name: 'ndjson' }, { format: 'csv', name: 'csv' }] as const;

/** The column of the zip codes. Type inference would drop their leading zeros, so here they begin with 1. */
const ZIP_COLUMN = CSV_HEADER.split(',').indexOf('zip');

/** @param only part of the names of the wanted sets */
export function fileSets(folder: string, sizes: SetSizes, only: string): FileSet[] {
  const small = { name: 'small', count: sizes.files, sources: SMALL_SOURCES, latencyMillis: 0 };
  const kinds = [
    small,
    { name: 'large', count: LARGE_FILES, sources: 1, latencyMillis: 0 },
    { ...small, name: `small-${sizes.latencyMillis}ms`, latencyMillis: sizes.latencyMillis },
  ];
  const wanted = kinds.flatMap((kind) => FORMATS.map(({ format, name }) => ({ ...kind, format, name: `${name}-${kind.name}` })))
    .filter(({ name }) => name.includes(only));
  return wanted.map(({ name, format, count, sources, latencyMillis }) => {
    const bytes = sources === 1 ? sizes.megabytes * 1e6 : undefined;
    const files = filesOf(join(folder, `${format}-${count}-${bytes ?? 'small'}`), format, count, sources, bytes);
    return { name, format, files, isLarge: bytes !== undefined, latencyMillis };
  });
}

/** @param bytes of each file, or undefined for small files of different sizes */
function filesOf(folder: string, format: Family, count: number, sources: number, bytes: number | undefined): RawFile[] {
  const random = new Random(SEED);
  const planned = Array.from({ length: count }, (_, i) => {
    const source = `bench-${format}-${i % sources}`;
    const ingestId = `01KB${String(i + 1).padStart(22, '0')}`;
    const key = `${Prefix.RAW}source=${source}/date=${DATE}/${ingestId}_file.${format === 'csv' ? 'csv' : 'ndjson'}`;
    return { source, ingestId, key, path: join(folder, key), wanted: bytes ?? random.integer(...SMALL_BYTES) };
  });
  if (!existsSync(folder)) {
    make(folder, format, planned.map(({ key, wanted }) => ({ key, wanted })));
  }
  return planned.map(({ wanted: _, ...file }) => ({ ...file, bytes: statSync(file.path).size }));
}

function make(folder: string, format: Family, files: ReadonlyArray<{ readonly key: string; readonly wanted: number }>): void {
  console.error(`making ${folder} …`);
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  const maker = new RecordMaker(SEED);
  let i = 0;
  for (const { key, wanted } of files) {
    const path = join(unfinished, key);
    mkdirSync(dirname(path), { recursive: true });
    const lines = format === 'csv' ? [CSV_HEADER] : [];
    for (let written = 0; written < wanted; i++) {
      const line = format === 'csv' ? row(maker, i) : `${JSON.stringify(maker.event())}\n`;
      lines.push(line);
      written += Buffer.byteLength(line);
    }
    writeFileSync(path, lines.join(''));
  }
  renameSync(unfinished, folder);
}

/** A row without line breaks in its cells, because plain Spark does not read those. */
function row(maker: RecordMaker, i: number): string {
  const cells = maker.cells(i).map((cell, column) => column === ZIP_COLUMN ? `1${cell}` : String(cell).replace(/\n/g, ' '));
  return `${cells.join(',')}\n`;
}
