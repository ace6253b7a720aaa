/**
 * Names columns for a test of the job, which must give them the same names.
 *
 *     tsx write-names.ts < PATHS
 *
 * Reads a JSON array of paths, and prints {path: name}.
 */
import { text } from 'node:stream/consumers';
import { nameColumns } from '../../cli/columns/names';

async function main(): Promise<void> {
  const paths = JSON.parse(await text(process.stdin)) as string[];
  const names = await nameColumns(new Map(paths.map((path) => [path, 'bigint'])));
  process.stdout.write(JSON.stringify(Object.fromEntries(names)));
}

void main();
