/** Records that look like code-hosting events, shop orders and a table of customers. The same seed makes the same records. */

import { Random } from '../scanner/support/random';

const WORDS = ('the of fix add update remove handle support test build parser stream schema merge branch master feature release version docs '
  + 'config error bug issue refactor cleanup perf memory thread bucket table column value null index query cache retry timeout deploy rollback '
  + 'naïve café über Straße 日本語 данные emoji').split(' ');
const RARE_WORDS = 7;

/** The names of the columns of `row`. */
export const CSV_HEADER = 'id,uuid,name,email,zip,country,city,day,created_at,updated_at,amount,lat,qty,active,delta,note,status,description,label,rate\n';

export class RecordMaker {
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

  /** A row of CSV. */
  row(i: number): string {
    return this.cells(i).join(',');
  }

  /** The twenty cells of a row, as they are written. The two quoted ones hold delimiters, quotes and line breaks. */
  cells(i: number): Array<string | number | boolean> {
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
    ];
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
