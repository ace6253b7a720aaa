import { ConditionalCheckFailedException, DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ExpressionInput, Item, meets, updated } from './expressions';

const INDEX_KEYS: Record<string, [string, string]> = { unsent: ['unsent', 'due_at'] };
const META = { $metadata: {} };

interface WriteInput extends ExpressionInput {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
}

/** DynamoDB in memory: the commands that this project sends, one at a time, with their conditions really evaluated. */
export class MemoryTables {
  private readonly tables = new Map<string, Map<string, Item>>();

  /** A document client over these tables. */
  client(): DynamoDBDocumentClient {
    const docs = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
    docs.send = (async (command: object) => structuredClone(this.answer(command))) as never;
    return docs;
  }

  /** The items of a table, by partition and sort key. */
  items(table: string): Item[] {
    return [...this.table(table).values()].map((item) => structuredClone(item));
  }

  put(table: string, item: Item): void {
    this.table(table).set(keyOf(item), structuredClone(item));
  }

  remove(table: string, key: Item): void {
    this.table(table).delete(keyOf(key));
  }

  get(table: string, sourceId: string, sk: string): Item | undefined {
    return structuredClone(this.table(table).get(keyOf({ source_id: sourceId, sk })));
  }

  private answer(command: object): unknown {
    if (command instanceof GetCommand) return { Item: this.table(command.input.TableName!).get(keyOf(command.input.Key!)), ...META };
    if (command instanceof QueryCommand) return this.query(command.input as never);
    if (command instanceof BatchGetCommand) {
      return {
        Responses: Object.fromEntries(Object.entries(command.input.RequestItems!).map(([table, { Keys }]) =>
          [table, Keys!.map((key) => this.table(table).get(keyOf(key))).filter((item) => item !== undefined)])),
        ...META,
      };
    }
    if (command instanceof TransactWriteCommand) return this.transact(command.input.TransactItems! as never);
    const input = (command as { input: WriteInput }).input;
    if (command instanceof PutCommand || command instanceof DeleteCommand || command instanceof UpdateCommand) {
      if (!this.allows(input)) throw new ConditionalCheckFailedException({ message: 'The conditional request failed', ...META });
      return { Attributes: this.write(input, command instanceof DeleteCommand), ...META };
    }
    throw new Error(`not in memory: ${command.constructor.name}`);
  }

  private transact(actions: Record<'Put' | 'Delete' | 'Update' | 'ConditionCheck', WriteInput | undefined>[]): unknown {
    if (actions.length > 100) throw new Error('more than 100 actions in a transaction');
    const inputs = actions.map((action) => (action.Put ?? action.Delete ?? action.Update ?? action.ConditionCheck)!);
    const keys = inputs.map((input) => `${input.TableName} ${keyOf(input.Key ?? input.Item!)}`);
    if (new Set(keys).size < keys.length) throw new Error(`one item twice in a transaction: ${keys.sort().join(' | ')}`);
    const reasons = inputs.map((input) => ({ Code: this.allows(input) ? 'None' : 'ConditionalCheckFailed' }));
    if (reasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({ message: 'Transaction cancelled', CancellationReasons: reasons, ...META });
    }
    actions.forEach((action, index) => {
      if (action.ConditionCheck === undefined) this.write(inputs[index], action.Delete !== undefined);
    });
    return META;
  }

  private allows(input: WriteInput): boolean {
    return meets(this.table(input.TableName!).get(keyOf(input.Key ?? input.Item!)), input.ConditionExpression, input);
  }

  private write(input: WriteInput, isDelete: boolean): Item | undefined {
    const table = this.table(input.TableName!);
    const key = keyOf(input.Key ?? input.Item!);
    if (isDelete) {
      table.delete(key);
      return undefined;
    }
    const item = input.Item ?? updated(table.get(key) ?? input.Key!, input.UpdateExpression!, input);
    table.set(key, structuredClone(Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))));
    return table.get(key);
  }

  private query(input: ExpressionInput & { TableName: string; IndexName?: string; KeyConditionExpression: string; Limit?: number }): unknown {
    const [partition, sort] = input.IndexName === undefined ? ['source_id', 'sk'] : INDEX_KEYS[input.IndexName];
    const found = [...this.table(input.TableName).values()]
      .filter((item) => item[partition] !== undefined && meets(item, input.KeyConditionExpression, input))
      .sort((a, b) => ((a[sort] as string) < (b[sort] as string) ? -1 : 1))
      .slice(0, input.Limit);
    return { Items: found, Count: found.length, ...META };
  }

  private table(name: string): Map<string, Item> {
    if (!this.tables.has(name)) this.tables.set(name, new Map());
    return this.tables.get(name)!;
  }
}

function keyOf(item: Item): string {
  return JSON.stringify([item.source_id, item.sk]);
}
