/**
 * The placeholders for names and values in the expressions of one request. Every name has one, because DynamoDB reserves several
 * of the names that are used here (`state`, `count`, `until`).
 */
export class Placeholders {
  private readonly names = new Map<string, string>();
  private readonly values = new Map<string, unknown>();

  name(attribute: string): string {
    const placeholder = `#${attribute}`;
    this.names.set(placeholder, attribute);
    return placeholder;
  }

  value(value: unknown): string {
    const placeholder = `:v${this.values.size}`;
    this.values.set(placeholder, value);
    return placeholder;
  }

  /** The part of the request that says what they stand for. DynamoDB refuses an empty one. */
  request(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Record<string, unknown> } {
    return {
      ...this.names.size === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(this.names) },
      ...this.values.size === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(this.values) },
    };
  }
}
