import { basename } from 'node:path';

/** An id for a source after the name of one of its files: without dates, numbers and endings. */
export function sourceIdOf(path: string): string {
  const [name] = basename(path).split('.');
  const id = name.toLowerCase().replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/(?:^|-)\d+(?=-|$)/g, '')
    .replace(/^[^a-z]+|-+$/g, '').slice(0, 40).replace(/-+$/, '');
  return id.length >= 2 ? id : 'my-source';
}
