/** The JSON scanner (`scanner/json/`) as the rest of the code sees it: bytes in, schema out. */

import { Bounds } from './bounds';
import { Dialect } from './dialect';
import { FaultPlace, FileFault } from './fault';
import { codePoint } from './json-cursor';
import { JsonPath, JsonPaths, assertNoCollision } from './json-paths';
import { ScannedValues, ValuesLayout, joinedType, named, readCount, readValues, scalarCount } from './scanned-values';
import { ScannerFault, describeFault } from './scanner-fault';
import { JSON_SCANNER } from './scanner-module';
import { Exported, RecordBorders, ScannerConstants, ScannerExports, ScannerInstances, ScannerSource, ScannerWindow } from './scanner-window';
import { FieldType } from '../schema/field-type';
import { elementPath, memberPath } from '../schema/path';
import { FieldEvidence, SchemaProfile } from '../schema/profile';

interface JsonScannerExports extends ScannerExports {
  readonly isArray: Exported;
  readonly brokenRecord: Exported;
  readonly sharedLine: Exported;
  readonly oldest: Exported;
  begin(depthLimit: number, wantBorders: boolean): void;
}

interface JsonScannerConstants extends ScannerConstants, ValuesLayout {
  readonly OBJECTS: number;
  readonly ARRAYS: number;
  readonly FORMATS: number;
  readonly LATER: number;
}

/** What all texts of a path may have in common. */
export const TEXT_FORMATS = ['date', 'date-time', 'uuid', 'digits'] as const;
export type TextFormat = typeof TEXT_FORMATS[number];

/** What was counted at one path. */
export interface ScannedPath extends ScannedValues {
  readonly objects: number;
  readonly arrays: number;
  readonly formats: readonly TextFormat[];
}

export interface ScannedJson {
  readonly format: Dialect['format'];
  readonly schema: SchemaProfile;
  /** By the paths of `schema`. */
  readonly paths: ReadonlyMap<string, ScannedPath>;
  /** Some record contains a line break. */
  readonly brokenRecord: boolean;
  /** Some record begins on the line where another one ends. */
  readonly sharedLine: boolean;
}

const instances = new ScannerInstances<JsonScannerExports, JsonScannerConstants>(JSON_SCANNER);

/** Reads one file. After a fault it must not be used again. */
export class JsonScanner {
  private readonly paths = new JsonPaths();
  private readonly window: ScannerWindow<JsonScannerExports, JsonScannerConstants>;

  /**
   * @param source of the bytes that will be pushed.
   * @param onRecords is told where records begin and end, if anybody needs it.
   */
  constructor(private readonly source: ScannerSource, onRecords?: (borders: RecordBorders) => void) {
    const admitPath = (parent: number, name: number, bytes: number, at: number) => (
      this.paths.admit(parent, name === 0 ? undefined : this.text(name, bytes), () => this.place(at)) ? 0 : 1
    );
    this.window = new ScannerWindow(instances, [[0, 0]], source.start, { admitPath }, onRecords);
    this.scanner.begin(Bounds.DEPTH, onRecords !== undefined);
  }

  /** @throws FileFault */
  push(bytes: Uint8Array): void {
    const outcome = this.window.push(bytes);
    if (outcome === 'read') return;
    const fault = outcome === 'fault' ? this.fault() : this.tooLong();
    this.window.close();
    throw fault;
  }

  /** No fault, from now on, is placed before this offset in what was pushed. */
  get earliestOffset(): number {
    return this.window.earliestOffset;
  }

  /** Call once, after the last bytes. @throws FileFault */
  end(): ScannedJson {
    try {
      if (this.window.end() === 'fault') throw this.fault();
      return this.result();
    } finally {
      this.window.close();
    }
  }

  /** @throws FileFault */
  private result(): ScannedJson {
    const isArray = this.scanner.isArray.value !== 0;
    const records = this.scanner.records.value;
    if (records === 0 && !isArray) throw new FileFault('empty_file', 'found nothing but white space, expected JSON');
    const { fields, paths } = this.collect();
    return {
      format: isArray ? 'json_array' : records === 1 ? 'json_document' : 'ndjson',
      schema: { family: 'json', records, fields },
      paths,
      brokenRecord: this.scanner.brokenRecord.value !== 0,
      sharedLine: this.scanner.sharedLine.value !== 0,
    };
  }

  private get scanner(): JsonScannerExports {
    return this.window.scanner;
  }

  private fault(): FileFault {
    const code = this.scanner.fault.value;
    const at = this.scanner.faultAt.value;
    const { reason, detail } = code === ScannerFault.PATH_REFUSED ? this.paths.refusal! : describeFault(code, this.found(at));
    const { byteOffset, record } = this.place(at);
    return new FileFault(reason, detail, reason === 'invalid_encoding' ? { byteOffset } : { byteOffset, record });
  }

  private tooLong(): FileFault {
    const place = { byteOffset: this.source.sourceOffset(this.scanner.recordOffset.value), record: this.scanner.records.value + 1 };
    return new FileFault('record_too_long', `the record has more than ${Bounds.RECORD_BYTES} bytes`, place);
  }

  private place(at: number): FaultPlace {
    return { byteOffset: this.source.sourceOffset(this.window.offsetOf(at)), record: this.scanner.records.value + 1 };
  }

  /** The character at the address; undefined where the window's filler begins. */
  private found(at: number): string | undefined {
    const code = this.text(at, 4).codePointAt(0)!;
    return code === 0 ? undefined : codePoint(code);
  }

  private text(at: number, bytes: number): string {
    return Buffer.from(this.window.memory().buffer, at, bytes).toString('utf8');
  }

  /** Reads the table of paths; what lies below mixed values is left out. */
  private collect(): { fields: Map<string, FieldEvidence>; paths: Map<string, ScannedPath> } {
    const rows = this.rows();
    const children = childrenOf(this.paths.all);
    const [fields, paths] = [new Map<string, FieldEvidence>(), new Map<string, ScannedPath>()];
    const visit = (index: number, path: string | undefined): void => {
      assertNoCollision(this.paths.all[index]);
      const { objects } = rows[index];
      for (const child of children[index].members) place(child, memberPath(path, this.paths.all[child].name!), objects);
      const { element } = children[index];
      if (element !== undefined) place(element, elementPath(path!), valueCount(rows[element]) + rows[element].nulls);
    };
    const place = (index: number, path: string, parents: number): void => {
      const row = rows[index];
      const type = typeOf(row);
      fields.set(path, { type, values: valueCount(row), nulls: row.nulls, parents });
      paths.set(path, row);
      if (type !== 'json') visit(index, path);
    };
    visit(0, undefined);
    return { fields, paths };
  }

  private rows(): ScannedPath[] {
    const { constants } = this.window;
    const memory = this.window.memory();
    const rows: ScannedPath[] = [];
    for (let at = this.scanner.oldest.value; at !== 0;) {
      const view = new DataView(memory.buffer, at);
      const formats = view.getUint32(constants.FORMATS, true);
      const values = readValues(memory, at, constants);
      rows.push({
        ...values,
        objects: readCount(view, constants.OBJECTS),
        arrays: readCount(view, constants.ARRAYS),
        formats: values.texts === 0 ? [] : named(TEXT_FORMATS, formats),
      });
      at = view.getUint32(constants.LATER, true);
    }
    return rows;
  }
}

function valueCount(row: ScannedPath): number {
  return scalarCount(row) + row.objects + row.arrays;
}

function typeOf(row: ScannedPath): FieldType {
  const nested: FieldType[] = [];
  if (row.objects > 0) nested.push('struct');
  if (row.arrays > 0) nested.push('array');
  return joinedType(row, nested, 'json');
}

interface Children {
  readonly members: number[];
  element?: number;
}

function childrenOf(paths: readonly JsonPath[]): Children[] {
  const children: Children[] = paths.map(() => ({ members: [] }));
  paths.forEach(({ name, parent }, index) => {
    if (index === 0) return;
    if (name === undefined) children[parent].element = index;
    else children[parent].members.push(index);
  });
  return children;
}
