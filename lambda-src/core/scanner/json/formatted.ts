// Values of paths with a format. Counting: they are counted twice, as they are, and as what they are by the format. If all of them fit
// the format, the host takes the second counts.

import { NO_DATE, TIMESTAMP } from '../common/dates';
import { FILLS } from '../common/variant';
import { countZone } from '../count/count-value';
import { Values } from '../count/values';
import { readDecimal } from '../field-format/decimal';
import { epochMillis, readEpoch } from '../field-format/epoch';
import { FieldFormat, hasNumbers, hasTimes } from '../field-format/field-format';
import { NUMBER_TEXT, readNumber } from '../field-format/number';
import { isZoned, timeDays, timeKind, timeMillis } from '../field-format/time';
import { KIND_BIGINT, KIND_DATE, KIND_DECIMAL, KIND_DOUBLE, KIND_TIMESTAMP } from '../fill/column';
import { keepsSource, noteMisfit, storeDecimal, storeText } from '../fill/store-value';
import { addTime, columnOf } from '../value/sink';
import { nowhere } from './columns';
import { Node } from './node';
import { scanNumber } from './number';

// @ts-ignore: decorator
@inline
function formatOf(node: Node): FieldFormat {
  return changetype<FieldFormat>(node.format);
}

/** Counts what a string is by its path's format, if it fits it. */
export function countFormattedText(node: Node, text: usize, bytes: u32): void {
  const format = formatOf(node);
  const values = changetype<Values>(node.formatted);
  if (addMoment(values, format, text, bytes) || !hasNumbers(format)) return;
  const length = readNumber(format, text, bytes);
  if (length) countNumber(values, format, NUMBER_TEXT, NUMBER_TEXT + length, NUMBER_TEXT + length, true);
}

/** Reads and adds the number that begins at `p`, whose path has a format. Returns the same as `scanNumber`. */
export function scanFormattedNumber(node: Node, p: usize, end: usize, final: bool): usize {
  const after = scanNumber(FILLS ? nowhere() : node, p, end, final);
  if (!after) return 0;
  if (FILLS) {
    storeNumber(node, p, after, end, final);
    return after;
  }
  const values = changetype<Values>(node.formatted);
  const format = formatOf(node);
  if (!addMoment(values, format, p, <u32>(after - p)) && !format.epoch && !hasTimes(format)) countNumber(values, format, p, after, end, final);
  return after;
}

/** Counts the number from `p` to `after`, as JSON writes it. */
function countNumber(values: Values, format: FieldFormat, p: usize, after: usize, end: usize, final: bool): void {
  if (format.precision && readDecimal(p, <u32>(after - p), format.precision, format.scale)) values.fitting++;
  scanNumber(values, p, end, final);
}

/** Adds the date or moment that the text of a string or a number is by the format. False if it is none. */
function addMoment(values: Values, format: FieldFormat, text: usize, bytes: u32): bool {
  if (format.epoch) {
    const length = readNumber(format, text, bytes);
    if (!length || !readEpoch(format.epoch, NUMBER_TEXT, length)) return false;
    addTime(values, TIMESTAMP, 0, epochMillis, text, bytes);
    return true;
  }
  if (!hasTimes(format)) return false;
  const kind = timeKind(format, text, bytes);
  if (kind == NO_DATE) return false;
  addTime(values, kind, timeDays, timeMillis, text, bytes);
  if (!FILLS && kind == TIMESTAMP) countZone(values, isZoned);
  return true;
}

/** Stores a string in a column that does not keep its text. */
export function storeFormattedText(node: Node, text: usize, bytes: u32): void {
  const format = formatOf(node);
  const column = columnOf(node);
  const kind = column.kind;
  if (kind == KIND_TIMESTAMP || kind == KIND_DATE) {
    if (!addMoment(node, format, text, bytes)) noteMisfit(column);
    return;
  }
  const isNumber = kind == KIND_BIGINT || kind == KIND_DOUBLE || kind == KIND_DECIMAL;
  const length = isNumber && hasNumbers(format) ? readNumber(format, text, bytes) : 0;
  if (!length) noteMisfit(column);
  else if (kind == KIND_DECIMAL) storeDecimal(column, NUMBER_TEXT, length);
  else scanNumber(node, NUMBER_TEXT, NUMBER_TEXT + length, true);
}

/** Stores the number from `p` to `after`. */
function storeNumber(node: Node, p: usize, after: usize, end: usize, final: bool): void {
  const column = columnOf(node);
  const bytes = <u32>(after - p);
  const kind = column.kind;
  if (keepsSource(column)) storeText(column, p, bytes);
  else if (kind == KIND_DECIMAL) storeDecimal(column, p, bytes);
  else if (kind != KIND_TIMESTAMP && kind != KIND_DATE) scanNumber(node, p, end, final);
  else if (!addMoment(node, formatOf(node), p, bytes)) noteMisfit(column);
}
