import { Presets, SingleBar } from 'cli-progress';
import { LocalFile, bytesOf } from './local-file';
import { printable } from '../printable';

/** A bar over all files, by bytes. Where the stream is no terminal, it writes nothing. */
export class Progress {
  private readonly bar: SingleBar;

  /** @param passes how often each file is read. */
  constructor(stream: NodeJS.WritableStream, private readonly files: readonly LocalFile[], passes: number) {
    this.bar = new SingleBar({
      stream, format: '{bar} {percentage} % | {number}/{count} | {file}', clearOnComplete: true, gracefulExit: true,
    }, Presets.shades_classic);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    this.bar.start(bytes * passes, 0, { number: 0, count: files.length, file: '' });
  }

  /** The bytes of a file; whoever reads them moves the bar. One that is given up half way counts as read. */
  async *read(file: LocalFile): AsyncGenerator<Uint8Array> {
    let left = file.bytes;
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
    this.bar.stop();
  }
}
