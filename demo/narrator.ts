/** Tells the story on the terminal, and prefixes each line with the seconds since the story began. */
export class Narrator {
  private readonly begun = Date.now();
  private chapters = 0;

  constructor(private readonly write: (text: string) => void = (text) => void process.stdout.write(text)) {}

  /** Opens a chapter. */
  chapter(title: string): void {
    this.chapters += 1;
    this.write(`\n${this.clock()} ${this.chapters}. ${title}\n`);
  }

  /** A sentence of the story. */
  say(text: string): void {
    this.write(`${this.clock()}    ${text}\n`);
  }

  /** Text shown as it was received, such as a message or a query. */
  quote(text: string): void {
    for (const line of text.split('\n')) {
      this.write(`           | ${line}\n`);
    }
  }

  /** The outcome of a comparison. */
  verdict(holds: boolean, text: string): void {
    this.write(`         ${holds ? '✓' : '✗'} ${text}\n`);
  }

  /** Seconds since the story began. */
  get seconds(): number {
    return Math.round((Date.now() - this.begun) / 1000);
  }

  private clock(): string {
    return `[${String(this.seconds).padStart(4)} s]`;
  }
}

/** A count and its noun: `1 record`, `3,201 records`. */
export function counted(count: number | bigint, noun: string): string {
  return `${grouped(count)} ${noun}${BigInt(count) === 1n ? '' : 's'}`;
}

/** Groups the digits of a count, so that a person can read it. */
export function grouped(count: number | bigint | string): string {
  return BigInt(count).toLocaleString('en-US');
}
