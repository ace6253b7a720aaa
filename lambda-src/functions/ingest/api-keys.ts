import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** GetParameters takes at most this many names. */
const NAMES_PER_CALL = 10;

/** How often an unknown key id may cause the map to be read again, in milliseconds. */
const RELOAD_INTERVAL = 60_000;

/**
 * Which source each API key belongs to.
 *
 * Key ids exist only after deployment, so SSM parameters hold the map, each as a JSON object {key id: source id}. A container reads
 * it once, and again for an id that it does not know: a key may have been deployed a moment ago.
 */
export class ApiKeyDirectory {
  private sources: ReadonlyMap<string, string> = new Map();
  private loadedAt = -Infinity;

  /**
   * @param parameterNames names of the SSM parameters
   * @param now the clock, in milliseconds
   */
  constructor(
    private readonly ssm: Pick<SSMClient, 'send'>,
    private readonly parameterNames: readonly string[],
    private readonly now: () => number = Date.now,
  ) {}

  /** The source that a key may send for; undefined if the key belongs to none. */
  async sourceOf(apiKeyId: string): Promise<string | undefined> {
    if (!this.sources.has(apiKeyId) && this.now() - this.loadedAt >= RELOAD_INTERVAL) {
      this.sources = await this.load();
      this.loadedAt = this.now();
    }
    return this.sources.get(apiKeyId);
  }

  private async load(): Promise<ReadonlyMap<string, string>> {
    const sources = new Map<string, string>();
    for (let start = 0; start < this.parameterNames.length; start += NAMES_PER_CALL) {
      const names = this.parameterNames.slice(start, start + NAMES_PER_CALL);
      const { Parameters = [], InvalidParameters = [] } = await this.ssm.send(new GetParametersCommand({ Names: names }));
      if (InvalidParameters.length > 0) {
        throw new Error(`SSM parameters ${InvalidParameters.join(', ')} do not exist; deploy the stack that declares them again`);
      }
      for (const { Value = '{}' } of Parameters) {
        for (const [keyId, sourceId] of Object.entries(JSON.parse(Value) as Record<string, string>)) {
          sources.set(keyId, sourceId);
        }
      }
    }
    return sources;
  }
}
