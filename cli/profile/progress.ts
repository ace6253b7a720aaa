import { Presets, SingleBar } from 'cli-progress';
import { type LocalFile, bytesOf } from './local-file';
import { printable } from '../text/printable';

/** A bar over all files, by bytes. It writes nothing if the stream is not a terminal, or if all files are pipes. */
export class Progress {
  private readonly bar: SingleBar;
  /** Bytes that will be read, as far as is known. */
  private total: number;
  private readonly readings = new Map<LocalFile, number>();

  /** @param passes how often a file without bad records is read. */
  constructor(stream: NodeJS.WritableStream, private readonly files: readonly LocalFile[], private readonly passes: number) {
    this.bar = new SingleBar({
      stream, format: '{bar} {percentage} % | {number}/{count} | {file}', clearOnComplete: true, gracefulExit: false,
    }, Presets.shades_classic);
    this.total = passes * files.reduce((sum, file) => sum + file.bytes, 0);
    if (this.total === 0) {
      return;
    }
    this.bar.start(this.total, 0, { number: 0, count: files.length, file: '' });
    process.once('SIGINT', this.interrupted).once('SIGTERM', this.interrupted);
  }

  /** The bytes of a file. Reading them moves the bar. A file that is given up half way counts as read. */
  async *read(file: LocalFile): AsyncGenerator<Uint8Array> {
    let left = file.bytes;
    this.count(file);
    this.bar.update({ number: this.files.indexOf(file) + 1, file: printable(file.path) });
    try {
      for await (const chunk of bytesOf(file)) {
        yield chunk;
        left -= chunk.length;
        this.bar.increment(chunk.length);
      }
    } finally {
      this.bar.increment(left);
    }
  }

  /** Takes the bar away. */
  stop(): void {
    process.off('SIGINT', this.interrupted).off('SIGTERM', this.interrupted);
    this.bar.stop();
  }

  /** A file with bad records is read once more. */
  private count(file: LocalFile): void {
    const readings = (this.readings.get(file) ?? 0) + 1;
    this.readings.set(file, readings);
    if (readings <= this.passes) {
      return;
    }
    this.total += file.bytes;
    this.bar.setTotal(this.total);
  }

  /** Restores the terminal first. Then the signal has its usual effect. */
  private readonly interrupted = (signal: NodeJS.Signals): void => {
    this.stop();
    process.kill(process.pid, signal);
  };
}
