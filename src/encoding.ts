import { TextDecoder } from 'node:util';

/**
 * The name that the WHATWG Encoding Standard gives an encoding, such as `windows-1252` for `latin1`.
 *
 * @param label any of the names by which the encoding is known; upper and lower case count as the same
 * @returns undefined if the platform knows no encoding by that label
 */
export function encodingName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
