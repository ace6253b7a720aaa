/** How the HTTP API knows its senders. */
export class IngestAuth {
  /**
   * One API key per source, sent as `x-api-key`; a key is refused for another source.
   *
   * An API key identifies a sender; it is no strong proof of who that is. Where senders have AWS identities, use `iam()`.
   */
  public static apiKey(): IngestAuth {
    return new IngestAuth('api-key');
  }

  /** AWS identities, by Signature Version 4; let them in with `ingestApi.grantSend`. */
  public static iam(): IngestAuth {
    return new IngestAuth('iam');
  }

  private constructor(
    /** @internal */
    public readonly _mode: 'api-key' | 'iam',
  ) {}
}
