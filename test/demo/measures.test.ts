import * as data from '../../demo/data';
import { FIGURES } from '../../demo/figures';
import { characters, distinct, ROWS, sum, values } from '../../demo/measures';

const ROWS_OF_THREE = [{ n: 1, price: '1.15', name: 'Ærø' }, { n: 2 ** 53 - 1, price: '-0.10', name: null }, { n: null, price: '20', name: 'a' }];

test('each figure is counted over all records, without absent and null values', () => {
  expect([
    ROWS.of(ROWS_OF_THREE),
    values('name', 'name').of(ROWS_OF_THREE),
    distinct('absent', 'absent').of(ROWS_OF_THREE),
    characters('name', 'name').of(ROWS_OF_THREE),
  ]).toEqual([3n, 2n, 0n, 4n]);
});

test('sums are exact: integers beyond what a double holds, and decimals in their smallest unit', () => {
  expect(sum('n', 'n').of(ROWS_OF_THREE)).toBe(2n ** 53n);
  expect(sum('price', 'price', 2).of(ROWS_OF_THREE)).toBe(2105n);
});

test('every file of the story has records, except the one that breaks off', () => {
  const deliveries = Object.values(data).map((delivery) => delivery());
  expect(deliveries.filter(({ rows }) => rows.length === 0).map(({ filename }) => filename)).toEqual(['flights-10k.json']);
});

test('every source of the story has figures, and each of them is more than zero', () => {
  const deliveries = Object.values(data).map((delivery) => delivery());
  const sources = [...new Set(deliveries.map(({ sourceId }) => sourceId))];
  expect(Object.keys(FIGURES).sort()).toEqual(sources.sort());
  for (const sourceId of sources) {
    const rows = deliveries.filter((delivery) => delivery.sourceId === sourceId).flatMap((delivery) => delivery.rows);
    for (const figure of FIGURES[sourceId]!) {
      expect([figure.name, figure.of(rows) > 0n]).toEqual([figure.name, true]);
    }
  }
});
