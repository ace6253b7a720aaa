import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as Papa from 'papaparse';

/** One record, as `JSON.parse` or papaparse reads it. The library that is demonstrated never reads it. */
export type Row = Record<string, unknown>;

/** One file as a source sends it, and the records that an independent reader finds in it. */
export interface Delivery {
  readonly sourceId: string;
  readonly filename: string;
  readonly contentType: 'application/json' | 'application/x-ndjson' | 'text/csv';
  readonly contentEncoding?: 'gzip';
  readonly body: Buffer;
  readonly rows: Row[];
}

const DATA = path.join(path.dirname(require.resolve('vega-datasets')), '..', 'data');

function read(filename: string): Buffer {
  return readFileSync(path.join(DATA, filename));
}

function jsonArray(sourceId: string, filename: string): Delivery {
  const body = read(filename);
  return { sourceId, filename, contentType: 'application/json', body, rows: JSON.parse(body.toString('utf8')) as Row[] };
}

function csv(sourceId: string, filename: string): Delivery {
  const body = read(filename);
  const { data } = Papa.parse<Row>(body.toString('utf8'), { header: true, skipEmptyLines: true });
  // An empty cell means that there is no value.
  const rows = data.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === '' ? null : cell])));
  return { sourceId, filename, contentType: 'text/csv', body, rows };
}

function ndjson(rows: Row[]): Buffer {
  return Buffer.from(rows.map((row) => JSON.stringify(row) + '\n').join(''));
}

function flights(filename: string): Row[] {
  return JSON.parse(read(filename).toString('utf8')) as Row[];
}

/** A GeoJSON document of 1,707 earthquakes: one record, deeply nested. */
export function earthquakes(): Delivery {
  const body = read('earthquakes.json');
  return { sourceId: 'earthquakes', filename: 'earthquakes.json', contentType: 'application/json', body, rows: [JSON.parse(body.toString('utf8')) as Row] };
}

/** A JSON array in which nine titles are numbers, such as the film "300". */
export function movies(): Delivery {
  return jsonArray('movies', 'movies.json');
}

/** Ten thousand rows of CSV under headers such as `Cost Total $`. */
export function birdstrikes(): Delivery {
  return csv('birdstrikes', 'birdstrikes.csv');
}

/** A small CSV with dates that are not ISO dates (`Jan 1 2000`). */
export function stocks(): Delivery {
  return csv('stocks', 'stocks.csv');
}

/** Flights as NDJSON. */
export function flightsNdjson(): Delivery {
  const rows = flights('flights-2k.json');
  return { sourceId: 'flights', filename: 'flights-2k.ndjson', contentType: 'application/x-ndjson', body: ndjson(rows), rows };
}

/** Further flights, compressed by the sender under a name that does not say so. */
export function flightsGzip(): Delivery {
  const rows = flights('flights-5k.json');
  return {
    sourceId: 'flights',
    filename: 'flights-5k',
    contentType: 'application/x-ndjson',
    contentEncoding: 'gzip',
    body: gzipSync(ndjson(rows)),
    rows,
  };
}

/** A file whose transfer broke off: the first 600,000 bytes of a JSON array. */
export function flightsCutOff(): Delivery {
  return {
    sourceId: 'flights',
    filename: 'flights-10k.json',
    contentType: 'application/json',
    body: read('flights-10k.json').subarray(0, 600_000),
    rows: [],
  };
}

/** Weather of Seattle only. */
export function weatherOfOneCity(): Delivery {
  return csv('weather', 'seattle-weather.csv');
}

/** Weather of two cities; the sender has added the column `location`. */
export function weatherOfTwoCities(): Delivery {
  return csv('weather', 'weather.csv');
}

function cars(filename: string, belongs: (row: Row) => boolean, shape: (row: Row) => Row): Delivery {
  const rows = (jsonArray('cars', 'cars.json').rows).filter(belongs).map(shape);
  return { sourceId: 'cars', filename, contentType: 'application/json', body: Buffer.from(JSON.stringify(rows, undefined, 2)), rows };
}

/** Cars until 1976, with the field names of the original file. */
export function carsBefore1977(): Delivery {
  return cars('cars-1970-1976.json', (row) => String(row.Year) < '1977', (row) => row);
}

/** Cars from 1977 on; somebody has renamed `Miles_per_Gallon` to `mpg`. */
export function carsSince1977(): Delivery {
  return cars('cars-1977-1982.json', (row) => String(row.Year) >= '1977', ({ Miles_per_Gallon: mpg, ...rest }) => ({ ...rest, mpg }));
}
