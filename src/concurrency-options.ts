/** How much of the account's Lambda concurrency the deployment takes. */
export interface ConcurrencyOptions {
  /**
   * Executions that the account keeps free for the ingest function, and that it never goes beyond. 1 or more.
   *
   * A new account cannot keep any: of its 10 executions none may be reserved, and the deployment would fail.
   *
   * @default - none are kept
   */
  readonly ingest?: number;

  /**
   * Files that are profiled at once, at most. 2 to 1,000. More files wait in the queue.
   *
   * @default - 50 where `ingest` is set; else 5, so that ingest finds room even in a new account, which has 10 in all
   */
  readonly profiling?: number;
}
