/** The files that are measured. The same seed makes the same files; they are kept for the next run. */

import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Family } from '../../../lambda-src/core/schema/field-type';
import { Random } from '../../scanner/support/random';

export interface CorpusFile {
  readonly name: string;
  /** Several files are read one after the other. */
  readonly paths: readonly string[];
  readonly format: Family;
  readonly form: Form;
  /** Spark does not read the file raw. */
  readonly needsCopy: boolean;
  /** A member has values of several types. */
  readonly isMixed: boolean;
}

/** JSON: one record per line; one array; or any documents, which a reader of lines cannot read. */
export type Form = 'lines' | 'array' | 'documents' | 'table';

const WORDS = ('the of fix add update remove handle support test build parser stream schema merge branch master feature release version docs '
  + 'config error bug issue refactor cleanup perf memory thread bucket table column value null index query cache retry timeout deploy rollback '
  + 'naïve café über Straße 日本語 данные emoji').split(' ');
const RARE_WORDS = 7;
const JAPANESE = '日本語の文章はここにあります東京都渋谷区データ取込み処理';

/** Makes values that look like those of code-hosting events and of shop orders. */
class Maker {
  private readonly random: Random;
  private time = Date.UTC(2026, 0, 1);
  private readonly names: readonly string[];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.names = this.random.times(4_000, () => `${this.random.pick(['dev', 'cat', 'blue', 'max', 'anna', 'octo', 'sky'])}`
      + `${this.random.pick(['hub', 'smith', 'code', '-bot', 'berg', 'tan', ''])}${this.random.integer(1, 9_999)}`);
  }

  event(): object {
    const { random } = this;
    const login = this.name();
    const repository = { id: random.integer(1e6, 8e8), name: `${this.name()}/${this.words(1)}`, url: `https://api.github.com/repos/${this.name()}` };
    const common = { id: String(random.integer(2e9, 4e9)), actor: this.actor(login), repo: repository, public: true, created_at: this.instant() };
    const org = random.chance(0.3) ? { org: this.actor(this.name()) } : {};
    const kind = random.next();
    if (kind < 0.5) {
      return { ...common, type: 'PushEvent', payload: this.push(repository.url), ...org };
    }
    if (kind < 0.62) {
      return { ...common, type: 'WatchEvent', payload: { action: 'started' }, ...org };
    }
    if (kind < 0.74) {
      const description = random.chance(0.4) ? null : this.message();
      return { ...common, type: 'CreateEvent', payload: { ref: random.pick([null, 'main', 'v1.0']), ref_type: 'branch', description, pusher_type: 'user' }, ...org };
    }
    return { ...common, type: 'IssueCommentEvent', payload: { action: 'created', issue: this.issue(repository.url), comment: this.comment() }, ...org };
  }

  /** An event with a member that is a number, a text or an object. */
  mixedEvent(): object {
    const { random } = this;
    return { ...this.event(), detail: random.pick([random.integer(1, 9_999), this.words(3), { code: random.integer(1, 99), text: this.words(2) }]) };
  }

  order(i: number): object {
    const { random } = this;
    const fixed = (value: number, digits: number) => Number(value.toFixed(digits));
    return {
      order_id: 9_007_199_254_000_000 + i * 7,
      customer: random.integer(1, 2e6),
      ts: 1_700_000_000_000 + i * 37,
      status: random.pick(['new', 'paid', 'shipped']),
      lat: fixed(random.next() * 180 - 90, 6),
      lon: fixed(random.next() * 360 - 180, 6),
      total: fixed(random.next() * 500, 2),
      tax: random.chance(0.1) ? null : fixed(random.next() * 50, 2),
      gift: random.chance(0.2),
      items: random.times(random.integer(1, 4), () => (
        { sku: random.integer(1e5, 9e5), qty: random.integer(1, 9), price: fixed(random.next() * 90, 2) }
      )),
      w: random.times(3, () => fixed(random.next(), 4)),
    };
  }

  /** Twenty columns. The two quoted ones hold delimiters, quotes and line breaks. */
  row(i: number): string {
    const { random } = this;
    const day = new Date(1.6e12 + i * 61e3).toISOString();
    const description = this.words(random.integer(2, 6)) + (random.chance(0.2) ? `, ${this.words(2)}` : '')
      + (random.chance(0.05) ? `\n${this.words(2)}` : '') + (random.chance(0.05) ? ` "${this.words(1)}"` : '');
    return [
      i + 1, this.uuid(), this.name(), `${this.name()}@example.com`, String(random.integer(0, 99_999)).padStart(5, '0'),
      random.pick(['DE', 'US', 'FR', 'JP']), random.pick(['Berlin', 'München', 'Paris', 'New York', '東京']), day.slice(0, 10),
      `${day.slice(0, 19)}Z`, day.slice(0, 23).replace('T', ' '), (random.next() * 1000).toFixed(2), (random.next() * 180 - 90).toFixed(6),
      random.integer(1, 500), random.chance(0.5), random.chance(0.3) ? '' : random.integer(-5000, 5000), random.chance(0.5) ? '' : this.words(1),
      random.pick(['new', 'paid', 'shipped', 'returned']), quoted(description), quoted(`${this.name()}, ${this.words(1)}`),
      (random.next() * 1e-3).toExponential(3),
    ].join(',');
  }

  /** The same members in another order, at every level. */
  shuffled(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.shuffled(item));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const members = Object.entries(value).map(([name, item]) => ({ place: this.random.next(), member: [name, this.shuffled(item)] as const }));
    return Object.fromEntries(members.sort((a, b) => a.place - b.place).map(({ member }) => member));
  }

  private push(url: string): object {
    const { random } = this;
    const size = random.chance(0.7) ? 1 : random.integer(1, 4);
    const commit = () => {
      const sha = this.hex(40);
      const author = { email: `${this.name()}@example.org`, name: this.name() };
      return { sha, author, message: this.message(), distinct: random.chance(0.95), url: `${url}/commits/${sha}` };
    };
    return {
      push_id: random.integer(1e9, 2e10), size, distinct_size: size, ref: 'refs/heads/main', head: this.hex(40), before: this.hex(40), commits: random.times(size, commit),
    };
  }

  private issue(url: string): object {
    const { random } = this;
    const number = random.integer(1, 5_000);
    return {
      url: `${url}/issues/${number}`,
      id: random.integer(1e8, 2e9),
      number,
      title: this.words(6),
      user: this.actor(this.name()),
      labels: random.chance(0.5) ? [] : [{ id: random.integer(1e6, 1e9), name: this.words(1), color: this.hex(6), default: random.chance(0.5) }],
      state: random.pick(['open', 'closed']),
      locked: false,
      assignee: random.chance(0.8) ? null : this.actor(this.name()),
      milestone: null,
      comments: random.integer(0, 60),
      created_at: this.instant(),
      closed_at: random.chance(0.6) ? null : this.instant(),
      body: this.message(),
    };
  }

  private comment(): object {
    return { id: this.random.integer(1e8, 2e9), user: this.actor(this.name()), created_at: this.instant(), author_association: 'NONE', body: this.message() };
  }

  private actor(login: string): object {
    const id = this.random.integer(1_000, 160_000_000);
    const url = `https://api.github.com/users/${login}`;
    return { id, login, display_login: login, gravatar_id: '', url, avatar_url: `https://avatars.githubusercontent.com/u/${id}?` };
  }

  private message(): string {
    const { random } = this;
    return this.words(random.integer(3, 14)) + (random.chance(0.25) ? `\n\n${this.words(random.integer(4, 20))}` : '')
      + (random.chance(0.1) ? ` "${this.words(2)}"` : '') + (random.chance(0.03) ? ' \u{1F600}' : '');
  }

  private words(count: number): string {
    return this.random.times(count, () => WORDS[this.random.integer(0, WORDS.length - 1 - (this.random.chance(0.93) ? RARE_WORDS : 0))]).join(' ');
  }

  private name(): string {
    return this.random.pick(this.names);
  }

  private hex(digits: number): string {
    return this.random.times(digits, () => '0123456789abcdef'[this.random.integer(0, 15)]).join('');
  }

  private uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }

  private instant(): string {
    this.time += this.random.integer(5, 900) * 1000;
    return new Date(this.time).toISOString().replace(/\.\d+Z/, 'Z');
  }
}

const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`;

/** Changes the texts of a record, but only those of more than one word, which are prose. */
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return value.includes(' ') ? change(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withTexts(item, change));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTexts(item, change)]));
}

const inJapanese = (text: string) => [...text].map((c, i) => JAPANESE[(c.charCodeAt(0) + i) % JAPANESE.length]).join('');

interface Recipe {
  readonly name: string;
  readonly format: Family;
  /** Size relative to the requested one. */
  readonly share: number;
  readonly before?: string;
  readonly between?: string;
  readonly after?: string;
  readonly needsCopy?: boolean;
  readonly isMixed?: boolean;
  readonly record: (maker: Maker, i: number) => string;
}

/** The least total size of a set of real files, in bytes. */
const REAL_BYTES = 20e6;

const HEADER = 'id,uuid,name,email,zip,country,city,day,created_at,updated_at,amount,lat,qty,active,delta,note,status,description,label,rate\n';

const RECIPES: readonly Recipe[] = [
  { name: 'events.ndjson', format: 'json', share: 1, record: (maker) => JSON.stringify(maker.event()) },
  { name: 'orders.ndjson', format: 'json', share: 1, record: (maker, i) => JSON.stringify(maker.order(i)) },
  { name: 'events.json', format: 'json', share: 1, before: '[', between: ',', after: ']', needsCopy: true, record: (maker) => JSON.stringify(maker.event()) },
  { name: 'table.csv', format: 'csv', share: 1, before: HEADER, needsCopy: true, record: (maker, i) => maker.row(i) },
  { name: 'shuffled.ndjson', format: 'json', share: 0.4, record: (maker) => JSON.stringify(maker.shuffled(maker.event())) },
  { name: 'japanese.ndjson', format: 'json', share: 0.4, record: (maker) => JSON.stringify(withTexts(maker.event(), inJapanese)) },
  { name: 'escapes.ndjson', format: 'json', share: 0.4, record: (maker) => JSON.stringify(withTexts(maker.event(), (text) => text.replace(/ /g, '\n'))) },
  { name: 'mixed.ndjson', format: 'json', share: 0.4, needsCopy: true, isMixed: true, record: (maker) => JSON.stringify(maker.mixedEvent()) },
];

/** @param bytes size of the large files */
export function corpus(folder: string, bytes: number): CorpusFile[] {
  mkdirSync(folder, { recursive: true });
  const generated = RECIPES.map((recipe): CorpusFile => {
    const { name, format, before, needsCopy = false, isMixed = false } = recipe;
    const path = join(folder, `${bytes}-${name}`);
    if (!existsSync(path)) {
      make(path, recipe, bytes * recipe.share);
    }
    return { name, paths: [path], format, form: format === 'csv' ? 'table' : before === '[' ? 'array' : 'lines', needsCopy, isMixed };
  });
  return [...generated, realFiles('json', 'documents'), realFiles('csv', 'table')];
}

/** The files of vega-datasets: mostly small, in many forms. They are read repeatedly, until the size is enough to measure. */
function realFiles(format: Family, form: Form): CorpusFile {
  const data = join(dirname(require.resolve('vega-datasets')), '..', 'data');
  const paths = readdirSync(data).filter((name) => name.endsWith(`.${format}`)).map((name) => join(data, name));
  const times = Math.ceil(REAL_BYTES / sizeOf(paths));
  return { name: `vega-datasets, ${format}`, paths: Array.from({ length: times }, () => paths).flat(), format, form, needsCopy: false, isMixed: false };
}

/** Total size in bytes. */
export function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}

/** A file of about this many bytes. */
export function smallFile(folder: string, bytes: number, format: Family): string {
  const path = join(folder, `small-${bytes}.${format}`);
  if (!existsSync(path)) {
    make(path, RECIPES.find((recipe) => recipe.format === format)!, bytes);
  }
  return path;
}

function make(path: string, { before = '', between = '\n', after = '\n', record }: Recipe, bytes: number): void {
  console.error(`making ${path} …`);
  const maker = new Maker(12_345);
  const file = openSync(`${path}.part`, 'w');
  let [text, written] = [before, 0];
  for (let i = 0; written + text.length < bytes; i++) {
    text += (i === 0 ? '' : between) + record(maker, i);
    if (text.length > 4e6) {
      written += writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text + after);
  closeSync(file);
  renameSync(`${path}.part`, path);
}
