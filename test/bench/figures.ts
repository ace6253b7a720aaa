/** Figures from measurements, and the progress of measuring. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export const rounded = (value: number) => Number(value.toPrecision(3));

/** Shows on a terminal what is being measured. Without a text, it clears the line. */
export function showProgress(text = ''): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text}`);
  }
}
