/** The JSON scanner (`scanner/json/`) as the rest of the code sees it: bytes go in, a schema comes out. */

import type { FieldFormats } from '../../field-format/field-formats';
import type { SchemaProfile } from '../../schema/schema-profile';
import { Bounds } from '../bounds';
import type { Dialect } from '../dialect';
import { type FaultPlace, FileFault } from '../fault';
import { codePoint } from '../fault-text';
import { readTable } from './path-table';
import { JsonPaths } from './paths';
import { type ScannedPath, TEXT_FORMATS, byFormat, zonesOf } from './scanned-path';
import { FileScanner } from '../scanning/file-scanner';
import { readSketches } from '../scanning/scanned-sketches';
import { type ValuesLayout, named, readCount, readValues } from '../scanning/scanned-values';
import { describeFault, faultName } from '../scanning/scanner-fault';
import { JSON_SCANNERS } from '../scanning/scanner-module';
import { type Exported, type ScannerConstants, type ScannerExports, ScannerInstances, type ScannerSource, ScannerWindow } from '../scanning/scanner-window';

interface JsonScannerExports extends ScannerExports {
  readonly isArray: Exported;
  readonly oldest: Exported;
  begin(depthLimit: number, sketches: number): void;
}

interface JsonScannerConstants extends ScannerConstants, ValuesLayout {
  readonly OBJECTS: number;
  readonly ARRAYS: number;
  readonly FIRST_OBJECT: number;
  readonly FIRST_ARRAY: number;
  readonly FORMATS: number;
  readonly FORMATTED: number;
  readonly LATER: number;
}

export interface ScannedJson {
  readonly format: Dialect['format'];
  readonly schema: SchemaProfile;
  /** By the paths of `schema`. */
  readonly paths: ReadonlyMap<string, ScannedPath>;
}

const instances = {
  plain: new ScannerInstances<JsonScannerExports, JsonScannerConstants>(JSON_SCANNERS.plain),
  sketching: new ScannerInstances<JsonScannerExports, JsonScannerConstants>(JSON_SCANNERS.sketching),
};

/** What a source declares about its JSON. */
export interface JsonScanOptions {
  /** Paths whose objects are maps. */
  readonly maps?: ReadonlySet<string>;
  /** Strings that count as null. */
  readonly nullMarkers?: readonly string[];
  /** How values of some paths are written. */
  readonly fieldFormats?: readonly FieldFormats[];
  /** Whether a text without any record is a table without rows all the same. It is asked at the end. */
  readonly isTable?: () => boolean;
  /** Paths get sketches of their values, unless the file has more than `Bounds.SKETCHED_FIELDS` of them. */
  readonly sketches?: boolean;
}

/** Reads one JSON file. */
export class JsonScanner extends FileScanner<JsonScannerExports, JsonScannerConstants, ScannedJson> {
  private readonly paths: JsonPaths;
  protected readonly window: ScannerWindow<JsonScannerExports, JsonScannerConstants>;

  /** @param source of the bytes that will be pushed. */
  constructor(private readonly source: ScannerSource, private readonly options: JsonScanOptions = {}) {
    super();
    this.paths = new JsonPaths(options.maps);
    const admitPath = (parent: number, name: number, bytes: number, at: number, serial: number, depth: number) => (
      this.paths.admit(parent, name === 0 ? undefined : this.text(name, bytes), () => this.place(at), { serial, depth })
      // The scanner takes the format if it makes a node now, which is that of the newest path.
      + this.paths.all.at(-1)!.format
    );
    this.window = new ScannerWindow(options.sketches ? instances.sketching : instances.plain, [[0, 0]], source.start, { admitPath });
    this.scanner.begin(Bounds.DEPTH, Bounds.SKETCHED_FIELDS);
    this.window.addMarkers(options.nullMarkers ?? []);
    for (const { bytes, paths = [] } of options.fieldFormats ?? []) {
      const address = this.window.addFormat(bytes);
      paths.forEach((path) => this.paths.formats.set(path, address));
    }
  }

  protected result(): ScannedJson {
    const isArray = this.scanner.isArray.value !== 0;
    const records = this.scanner.records.value;
    if (records === 0 && !isArray && this.options.isTable?.() !== true) {
      throw new FileFault('empty_file', 'found nothing but white space, expected JSON');
    }
    const { fields, paths } = readTable(this.paths.all, this.rows());
    return {
      format: isArray ? 'json_array' : records === 1 ? 'json_document' : 'ndjson',
      schema: { family: 'json', records, fields },
      paths,
    };
  }

  protected fault(): FileFault {
    const code = this.scanner.fault.value;
    const at = this.scanner.faultAt.value;
    const { constants } = this.window;
    const { reason, detail } = code === constants.PATH_REFUSED ? this.paths.refusal! : describeFault(faultName(code, constants), this.found(at));
    const { byteOffset, record } = this.place(at);
    return new FileFault(reason, detail, reason === 'invalid_encoding' ? { byteOffset } : { byteOffset, record });
  }

  protected tooLong(): FileFault {
    const place = { byteOffset: this.source.sourceOffset(this.scanner.recordOffset.value), record: this.scanner.records.value + 1 };
    return new FileFault('record_too_long', `the record has more than ${Bounds.RECORD_BYTES} bytes`, place);
  }

  private place(at: number): FaultPlace {
    return { byteOffset: this.source.sourceOffset(this.window.offsetOf(at)), record: this.scanner.records.value + 1 };
  }

  /** The character at the address; undefined at the end of the input. */
  private found(at: number): string | undefined {
    const code = this.text(at, 4).codePointAt(0)!;
    return code === 0 ? undefined : codePoint(code);
  }

  private text(at: number, bytes: number): string {
    return Buffer.from(this.window.memory().buffer, at, bytes).toString('utf8');
  }

  private rows(): ScannedPath[] {
    const { constants } = this.window;
    const memory = this.window.memory();
    const isSketched = this.paths.all.length <= Bounds.SKETCHED_FIELDS + 1;
    const rows: ScannedPath[] = [];
    for (let at = this.scanner.oldest.value; at !== 0;) {
      const view = new DataView(memory.buffer, at);
      const values = readValues(memory, at, constants);
      const formats = values.texts === 0 ? [] : named(TEXT_FORMATS, view.getUint32(constants.FORMATS, true));
      const row = {
        ...values,
        ...zonesOf(formats, values),
        sketches: isSketched ? readSketches(memory, at, constants) : undefined,
        objects: readCount(view, constants.OBJECTS),
        arrays: readCount(view, constants.ARRAYS),
        firstObject: view.getFloat64(constants.FIRST_OBJECT, true) || undefined,
        firstArray: view.getFloat64(constants.FIRST_ARRAY, true) || undefined,
        formats,
        isMap: this.paths.all[rows.length].isMap,
      };
      const formatted = view.getUint32(constants.FORMATTED, true);
      rows.push(formatted === 0 ? row : byFormat(row, {
        ...readValues(memory, formatted, constants), sketches: isSketched ? readSketches(memory, formatted, constants) : undefined,
      }));
      at = view.getUint32(constants.LATER, true);
    }
    return rows;
  }
}
