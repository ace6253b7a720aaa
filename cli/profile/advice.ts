/** Declarations under which a refused file would be read, as a person pastes and tries them. */

import { SOURCE_OPTIONS } from './source-options';
import { settingsText } from '../../lambda-src/core/advice/search/wording';
import type { Settings } from '../../lambda-src/core/advice/trying/change';
import { flagOf } from '../command-line/options';

/** The declaration to paste into the source, and the options that try it here, if there are any. */
export function renderSettings(settings: Settings): string {
  const { csv = {}, ...others } = settings;
  const flags = [...Object.entries(csv), ...Object.entries(others)].map(([name, value]) => flagText(name, value));
  return settingsText(settings) + (flags.includes(undefined) ? '' : `    ${flags.join(' ')}`);
}

/** undefined if there is no such option for this value. */
function flagText(name: string, value: unknown): string | undefined {
  const option = Object.entries(SOURCE_OPTIONS).find(([property]) => property === name)?.[1];
  const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return option === undefined || !isSimple ? undefined : `${flagOf(name, option)} ${shellText(value)}`;
}

function shellText(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replace('\t', '\\t').replaceAll("'", "'\\''")}'` : String(value);
}
