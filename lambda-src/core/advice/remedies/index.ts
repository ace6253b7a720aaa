/** Every remedy. Their order does not matter, because changes are tried in the order of their costs. */

import { badRecords } from './bad-records';
import { choices } from './choices';
import { comments } from './comments';
import { delimiters } from './delimiters';
import { encodings } from './encodings';
import { formats } from './formats';
import { margins } from './margins';
import { names } from './names';
import { quotes } from './quotes';
import { raggedRows } from './ragged-rows';
import { recordsAt } from './records-at';
import type { Remedy } from './remedy';

export const REMEDIES: readonly Remedy[] = [
  choices, delimiters, comments, margins, quotes, encodings, names, raggedRows, formats, recordsAt, badRecords,
];
