/** What a source may declare about its files, one option each. */

import { Family } from '../../lambda-src/schema/field-type';
import { Options, Values } from '../options';
import { UsageError } from '../usage-error';

export const SOURCE_OPTIONS = {
  format: {
    placeholder: 'json|csv',
    help: 'what the source sends (default: by the file\'s name, else by its first character)',
    read: (text): Family => {
      if (text !== 'json' && text !== 'csv') throw new UsageError(`--format is "${text}"; expected json or csv`);
      return text;
    },
  },
} satisfies Options;

/** What was declared on the command line; what was not is left to the file. */
export type SourceOptions = Values<typeof SOURCE_OPTIONS>;
