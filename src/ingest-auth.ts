/** How the HTTP API recognises its senders. */
export class IngestAuth {
  /**
   * One API key per source, sent in the header `x-api-key`. A key is refused for any other source.
   *
   * An API key names a sender, but is not a strong proof of identity. Use `iam()` if your senders have AWS identities.
   */
  public static apiKey(): IngestAuth {
    return new IngestAuth('api-key');
  }

  /** AWS identities that sign with Signature Version 4. `ingestApi.grantSend` lets an identity send. */
  public static iam(): IngestAuth {
    return new IngestAuth('iam');
  }

  private constructor(
    /** @internal */
    public readonly _mode: 'api-key' | 'iam',
  ) {}
}
