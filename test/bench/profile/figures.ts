/** What is made of measurements, and said while they go on. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export const rounded = (value: number) => Number(value.toPrecision(3));

/** Says on a terminal what is being measured; without a text nothing any more. */
export function showProgress(text = ''): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text}`);
  }
}
