import type { CsvConfig, SourceConfig } from './contract';
import type { SourceProps } from './source-props';

/**
 * The source as the functions and the job are told of it.
 *
 * @param props without findings
 */
export function sourceConfig(props: SourceProps): SourceConfig {
  const { sourceId, format, optionalFields = [], csv, nullMarkers, typeHints, maxBadRecordRatio } = props;
  // What is undefined leaves no trace in the document: its hash changes only where something that it says changes.
  return { sourceId, format, optionalFields, csv: csv as CsvConfig | undefined, nullMarkers, typeHints, maxBadRecordRatio };
}
