import { Token } from 'aws-cdk-lib';
import { CSV_DELIMITERS, type CsvConfig, type SourceConfig, SourceLimit } from './contract';
import type { SourceProps } from './source-props';
import { isColumnName, isNullMarker, repeatedName } from './source-rules';
import { isFieldPath, typeHintFindings } from './type-hints';

/** The source as the functions and the job are told of it. */
export function sourceConfig(props: SourceProps): SourceConfig {
  const { sourceId, format, optionalFields = [], csv, nullMarkers, typeHints, maxBadRecordRatio } = props;
  // What is undefined leaves no trace in the document, whose hash must not change for nothing.
  return { sourceId, format, optionalFields: [...optionalFields], csv: csv as CsvConfig | undefined, nullMarkers, typeHints, maxBadRecordRatio };
}

const SOURCE_ID = /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** @throws Error that says what to write instead */
export function validateSources(where: string, sources: SourceProps[]): void {
  if (sources.length === 0) {
    throw new Error(`${where}: sources is empty; list at least one, for example { sourceId: 'orders', format: SourceFormat.JSON }`);
  }
  const seen = new Set<string>();
  for (const source of sources) {
    const { sourceId } = source;
    if (Token.isUnresolved(sourceId)) {
      throw new Error(`${where}: a sourceId is a token, known only at deployment; it names constructs and keys: write it as a plain string`);
    }
    if (!SOURCE_ID.test(sourceId)) {
      throw new Error(`${where}: sourceId '${sourceId}' is not valid; it has 2 to 63 lower-case letters, digits and hyphens, `
        + 'begins with a letter and ends with a letter or digit');
    }
    if (seen.has(sourceId)) {
      throw new Error(`${where}: sourceId '${sourceId}' occurs twice; give each source an id of its own`);
    }
    seen.add(sourceId);
    const findings = [
      ...optionalFieldFindings(source),
      ...csvFindings(source),
      ...nullMarkerFindings(source.nullMarkers ?? []),
      ...typeHintFindings(source),
      ...badRecordFindings(source),
    ];
    if (findings.length > 0) {
      throw new Error(`${where}: source '${sourceId}' ${findings.join('; and it ')}`);
    }
  }
}

/** What is wrong with a source, each as a sentence without its subject, the source. */
type Findings = string[];

function optionalFieldFindings({ optionalFields = [] }: SourceProps): Findings {
  return optionalFields.filter((path) => !isFieldPath(path)).map((path) => (
    `lists the optional field '${path}', which is no path; expected names `
    + 'joined by dots with [] for array elements and {} for map values, for example customer.phone or items[].discount, '
    + 'with \\ before each of \\ . [ ] { } in a name'
  ));
}


function csvFindings({ format, csv }: SourceProps): Findings {
  if (csv === undefined) {
    return [];
  }
  if (format !== 'csv') {
    return ['has csv options, but its format is JSON; leave them out, or set format: SourceFormat.CSV'];
  }
  const { delimiter, header, columnNames, preambleLines, footerLines } = csv;
  const findings: Findings = [];
  if (delimiter !== undefined && !CSV_DELIMITERS.some((each) => each === delimiter)) {
    findings.push(`has the CSV delimiter ${JSON.stringify(delimiter)}; expected one of , ; | or a tab ('\\t')`);
  }
  for (const [name, lines] of Object.entries({ preambleLines, footerLines })) {
    if (lines !== undefined && !isWhole(lines, SourceLimit.MARGIN_LINES)) {
      findings.push(`has ${name}: ${lines}; expected a whole number from 0 to ${SourceLimit.MARGIN_LINES}`);
    }
  }
  if (columnNames !== undefined && header === true) {
    findings.push('has columnNames and header: true; leave columnNames out where the first row of a file names the columns');
  }
  return [...findings, ...columnNameFindings(columnNames)];
}

function columnNameFindings(names: string[] | undefined): Findings {
  if (names === undefined) {
    return [];
  }
  if (names.length === 0) {
    return ['has no name in columnNames; list one for each column, or leave them out'];
  }
  const bad = names.find((name) => Token.isUnresolved(name) || !isColumnName(name));
  if (bad !== undefined) {
    return [`has the column name '${bad}'; expected 1 to ${SourceLimit.FIELD_NAME_CHARS} characters that are known at synth`];
  }
  const twin = repeatedName(names);
  return twin === undefined ? [] : [`has the column name '${twin}' twice, be it but for case; give each column a name of its own`];
}

function nullMarkerFindings(markers: string[]): Findings {
  if (markers.length > SourceLimit.NULL_MARKERS) {
    return [`has ${markers.length} null markers; expected at most ${SourceLimit.NULL_MARKERS}`];
  }
  return markers.filter((marker) => Token.isUnresolved(marker) || !isNullMarker(marker)).map((marker) => (
    `has the null marker ${JSON.stringify(marker)}; expected 1 to ${SourceLimit.NULL_MARKER_BYTES} bytes without quotation marks and control characters`
    + (marker === '' ? ' (an empty CSV cell is null anyway, and an empty JSON string is a text)' : '')
  ));
}

function badRecordFindings({ maxBadRecordRatio: ratio }: SourceProps): Findings {
  if (ratio === undefined || (!Token.isUnresolved(ratio) && ratio >= 0 && ratio <= SourceLimit.BAD_RECORD_RATIO)) {
    return [];
  }
  return [`has maxBadRecordRatio: ${ratio}; expected a number from 0 to ${SourceLimit.BAD_RECORD_RATIO}, for example 0.01 for one record of a hundred`];
}

function isWhole(value: number, max: number): boolean {
  return !Token.isUnresolved(value) && Number.isInteger(value) && value >= 0 && value <= max;
}
