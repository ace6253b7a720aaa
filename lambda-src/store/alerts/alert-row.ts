/** How long the writer of an alert has to publish it before the sweep does. */
export const SWEEP_AFTER_MILLIS = 60_000;

/** An `alert#` item. */
export interface AlertRow {
  readonly source_id: string;
  readonly sk: string;
  /** JSON of the message; absent while an alert on files is gathered. */
  readonly message?: string;
  /** Files of the alert that no metric has yet. */
  readonly uncounted?: number;
  /** Keys of the index of unsent alerts: there until it is sent. */
  readonly unsent?: string;
  readonly due_at?: string;
  readonly sent_at?: string;
}
