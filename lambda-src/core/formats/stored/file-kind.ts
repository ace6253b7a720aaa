/** Names kinds of files that are neither CSV nor JSON, by their first bytes. */

interface Kind {
  /** As it follows "the file is". */
  readonly name: string;
  /** The bytes with which such a file begins: each character is a byte. */
  readonly begins: string;
  /** More bytes that show the kind, and where they are. */
  readonly then?: readonly [at: number, bytes: string];
  /** A text may begin so too. Only the bytes after it show that the file is no text. */
  readonly isWord?: boolean;
}

const ZIP = 'PK\x03\x04';

/** The name of its first file stands there in a ZIP archive. */
const ZIP_NAME_AT = 30;

const OFFICE = 'an Excel workbook (xlsx) or another Office document';

/** The first kind that fits counts. */
const KINDS: readonly Kind[] = [
  { name: 'an OpenDocument file', begins: ZIP, then: [ZIP_NAME_AT, 'mimetypeapplication/vnd.oasis'] },
  { name: OFFICE, begins: ZIP, then: [ZIP_NAME_AT, '[Content_Types].xml'] },
  { name: OFFICE, begins: ZIP, then: [ZIP_NAME_AT, '_rels/'] },
  { name: OFFICE, begins: ZIP, then: [ZIP_NAME_AT, 'docProps/'] },
  { name: OFFICE, begins: ZIP, then: [ZIP_NAME_AT, 'xl/'] },
  { name: 'a ZIP archive', begins: ZIP },
  { name: 'an empty ZIP archive', begins: 'PK\x05\x06' },
  { name: 'compressed with gzip', begins: '\x1f\x8b' },
  { name: 'compressed with bzip2', begins: 'BZh', then: [4, '1AY&SY'] },
  { name: 'compressed with bzip2', begins: 'BZh', then: [4, '\x17\x72\x45\x38\x50\x90'] },
  { name: 'compressed with xz', begins: '\xfd7zXZ\0' },
  { name: 'compressed with zstd', begins: '\x28\xb5\x2f\xfd' },
  { name: 'compressed with lz4', begins: '\x04\x22\x4d\x18' },
  { name: 'compressed with Snappy', begins: '\xff\x06\0\0sNaPpY' },
  { name: 'compressed with compress (.Z)', begins: '\x1f\x9d' },
  { name: 'a 7z archive', begins: '7z\xbc\xaf\x27\x1c' },
  { name: 'a RAR archive', begins: 'Rar!\x1a\x07' },
  { name: 'a tar archive', begins: '', then: [257, 'ustar'] },
  { name: 'a Parquet file', begins: 'PAR1', isWord: true },
  { name: 'an Avro file', begins: 'Obj\x01' },
  { name: 'an ORC file', begins: 'ORC', isWord: true },
  { name: 'an Arrow file', begins: 'ARROW1\0\0' },
  { name: 'an HDF5 file', begins: '\x89HDF\r\n\x1a\n' },
  { name: 'a SQLite database', begins: 'SQLite format 3\0' },
  { name: 'an Excel workbook (xls) or another Office document', begins: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { name: 'a PDF document', begins: '%PDF-' },
  { name: 'a PNG image', begins: '\x89PNG\r\n\x1a\n' },
  { name: 'a JPEG image', begins: '\xff\xd8\xff' },
  { name: 'a GIF image', begins: 'GIF8', isWord: true },
  { name: 'a TIFF image', begins: 'II*\0' },
  { name: 'a TIFF image', begins: 'MM\0*' },
  { name: 'a WebP image', begins: 'RIFF', then: [8, 'WEBP'], isWord: true },
  { name: 'encrypted with PGP', begins: '-----BEGIN PGP MESSAGE-----' },
];

/** So many bytes at the beginning show the kind. */
export const KIND_BYTES = 264;

/** Bytes that are in no text. */
const NO_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/**
 * @param head `KIND_BYTES` of the file, or all of it if it is shorter.
 * @returns what the file is, as it follows "the file is"; undefined if it may be CSV or JSON.
 */
export function fileKind(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  const isKind = ({ begins, then: [at, more] = [0, ''], isWord }: Kind) => (
    bytes.startsWith(begins) && bytes.startsWith(more, at) && (isWord !== true || NO_TEXT.test(bytes))
  );
  return KINDS.find(isKind)?.name;
}
