import { query } from './client/athena';
import { columns } from './client/ledger';
import type { Delivery, Row } from './data';
import { FIGURES } from './figures';
import { type Measure, ROWS, values } from './measures';
import { counted, grouped } from './narrator';
import type { Story } from './story/story';

/** Compares a source's table with the files that were sent: rows, sums, and the number of values of every field. */
export async function reconcile(story: Story, sourceId: string, sent: readonly Delivery[]): Promise<void> {
  const rows = sent.filter((delivery) => delivery.sourceId === sourceId).flatMap((delivery) => delivery.rows);
  const figures = FIGURES[sourceId] ?? [ROWS];
  const fields = topLevel(await columns(story.pipeline, sourceId));
  const counts = fields.map(([field, column]) => values(field, column));

  const found = await measure(story, sourceId, [...figures, ...counts]);
  const expected = [...figures, ...counts].map((figure) => figure.of(rows));

  figures.forEach((figure, index) => {
    story.checks.equal(`${sourceId}: ${figure.name} = ${grouped(expected[index]!)}`, found[index], expected[index]);
  });
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  story.checks.equal(`${sourceId}: a column for each of its ${names.size} fields`, fields.map(([field]) => field).sort(), [...names].sort());
  story.checks.equal(
    `${sourceId}: ${grouped(total(expected.slice(figures.length)))} values in these columns, each column as many as were sent`,
    found.slice(figures.length), expected.slice(figures.length));
}

/** Compares only the number of rows, for a source that has sent nothing since the last comparison. */
export async function reconcileRows(story: Story, sourceId: string, sent: readonly Delivery[]): Promise<void> {
  const rows = sent.filter((delivery) => delivery.sourceId === sourceId).flatMap((delivery) => delivery.rows);
  const [found] = await measure(story, sourceId, [ROWS]);
  story.checks.equal(`${sourceId}: still ${counted(rows.length, 'row')}, none doubled`, found, ROWS.of(rows));
}

async function measure(story: Story, sourceId: string, measures: readonly Measure[]): Promise<bigint[]> {
  const expressions = measures.map(({ sql }, index) => `${sql} AS m${index}`);
  const [row] = await query(story.pipeline, `SELECT ${expressions.join(', ')} FROM ${tableOf(sourceId)}`);
  return measures.map((_, index) => BigInt(row![`m${index}`] ?? 0));
}

/** The quoted name of a source's table: the source's id, with `_` for `-`. */
export function tableOf(sourceId: string): string {
  return `"${sourceId.replaceAll('-', '_')}"`;
}

/** The top-level fields: paths without a separator. */
function topLevel(recorded: Record<string, string>): [field: keyof Row, column: string][] {
  return Object.entries(recorded).filter(([path]) => !/[.[{]/.test(path));
}

function total(figures: readonly bigint[]): bigint {
  return figures.reduce((all, figure) => all + figure, 0n);
}
