import { gzipSync } from 'node:zlib';
import { faultOf, profileOf } from './support';
import { fileKind } from '../../lambda-src/core/formats/stored/file-kind';

const bytes = (text: string) => Buffer.from(text, 'latin1');

function zipOf(name: string): string {
  return `PK\x03\x04${'\0'.repeat(26)}${name}`;
}

test.each([
  [zipOf('export.csv'), 'a ZIP archive'],
  [zipOf('[Content_Types].xml'), 'an Excel workbook (xlsx) or another Office document'],
  [zipOf('xl/workbook.xml'), 'an Excel workbook (xlsx) or another Office document'],
  [zipOf('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), 'an OpenDocument file'],
  ['\x1f\x8b\x08', 'compressed with gzip'],
  ['BZh91AY&SY', 'compressed with bzip2'],
  ['\xfd7zXZ\0', 'compressed with xz'],
  ['\x28\xb5\x2f\xfd', 'compressed with zstd'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  [`report.csv${'\0'.repeat(247)}ustar`, 'a tar archive'],
  ['PAR1\x15\x04\x15', 'a Parquet file'],
  ['Obj\x01\x04\x14', 'an Avro file'],
  ['ORC\x08\x03', 'an ORC file'],
  ['SQLite format 3\0', 'a SQLite database'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an Excel workbook (xls) or another Office document'],
  ['%PDF-1.7\n', 'a PDF document'],
  ['\x89PNG\r\n\x1a\n', 'a PNG image'],
  ['\xff\xd8\xff\xe0', 'a JPEG image'],
])('a file that begins with %j is %s, also within gzip', async (begins, kind) => {
  for (const format of ['csv', 'json'] as const) {
    if (kind !== 'compressed with gzip') {
      expect((await faultOf(bytes(begins), format)).message).toContain(`unsupported_file: the file is ${kind}; `);
    }
    expect((await faultOf(gzipSync(bytes(begins)), format, [7])).message).toContain(`unsupported_file: within gzip, the file is ${kind}; `);
  }
});

test.each(['PAR1,PAR2\n1,2\n', 'ORC,ELF\n1,2\n', 'PK,name\n1,2\n', 'BZh,x\n1,2\n', 'GIF8,JPG\n1,2\n', 'RIFF1234WEBP,x\n1,2\n'])('a text that begins like another file is read: %j', async (text) => {
  expect(fileKind(bytes(text))).toBeUndefined();
  expect((await profileOf(text, 'csv')).records).toBe(1);
});
