import { Problem } from './problem';
import { type Filename, UnusableFilename, parseFilename } from '../../core/raw/filename';

/**
 * Reads the header `X-Ingest-Filename`: the file's name, percent-encoded UTF-8.
 *
 * @throws Problem `invalid_filename` if it cannot be decoded, or is not the name of a plain file
 */
export function parseFilenameHeader(header: string): Filename {
  try {
    return parseFilename(percentDecoded(header));
  } catch (error) {
    if (error instanceof UnusableFilename) {
      throw new Problem('invalid_filename', `X-Ingest-Filename cannot be used: ${error.message}.`);
    }
    throw error;
  }
}

function percentDecoded(header: string): string {
  if (!/^[\x20-\x7e]*$/.test(header)) {
    throw new UnusableFilename('it contains characters outside ASCII; percent-encode its UTF-8 bytes (é is %C3%A9)');
  }
  try {
    return decodeURIComponent(header);
  } catch {
    throw new UnusableFilename('its percent-encoding is not UTF-8; encode the name as encodeURIComponent does, a % sign as %25');
  }
}
