import { ConditionalCheckFailedException, DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand, type BatchGetCommandInput, DeleteCommand, DynamoDBDocumentClient, GetCommand, type GetCommandInput, PutCommand, QueryCommand,
  type QueryCommandInput, TransactWriteCommand, type TransactWriteCommandInput, UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { assertUsed, type ExpressionInput, type Item, meets, projected, updated } from './expressions';
import { storedBytes } from './item-size';
import { rangeOf } from './key-conditions';
import { Latitude } from './latitude';
import { MemoryTable, type Row } from './memory-table';

const META = { $metadata: {} };

/** The most keys in a BatchGetItem, and the most actions in a transaction. */
const MOST_AT_ONCE = 100;
const MOST_ITEM_BYTES = 400 * 1024;
const MOST_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** A transaction that took effect. */
export interface Transaction {
  readonly actions: number;
  /** The total size of the items that it touched. Each counts with its size before or after, whichever is larger. */
  readonly bytes: number;
  /** The sort keys that it touched. */
  readonly keys: readonly string[];
}

interface WriteInput extends ExpressionInput {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
}

/** The known parameters of each command. Any other one is an error: a test must not pass because a parameter was ignored. */
const KNOWN: Record<string, string[]> = {
  GetCommand: ['ConsistentRead', 'ProjectionExpression'],
  QueryCommand: [
    'ConsistentRead', 'ProjectionExpression', 'KeyConditionExpression', 'FilterExpression', 'IndexName', 'Limit', 'ScanIndexForward', 'ExclusiveStartKey',
    'Select',
  ],
  BatchGetCommand: ['RequestItems'],
  TransactWriteCommand: ['TransactItems', 'ClientRequestToken'],
  PutCommand: ['ConditionExpression', 'Item'],
  DeleteCommand: ['ConditionExpression'],
  UpdateCommand: ['ConditionExpression', 'UpdateExpression', 'ReturnValues'],
};
const COMMON = ['TableName', 'Key', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

/**
 * DynamoDB in memory. It carries out the commands that this project sends, one at a time, and evaluates their conditions.
 * `latitude` decides its pages, which reads are late, and what batches leave over.
 */
export class MemoryTables {
  /** Every transaction that took effect. */
  readonly transactions: Transaction[] = [];
  private readonly tables = new Map<string, MemoryTable>();

  /** @param clock milliseconds since 1970; it decides when a change is old enough for every read to show it */
  constructor(private readonly clock: () => number = () => 0, private readonly latitude = new Latitude()) {}

  /** A document client over these tables. */
  client(): DynamoDBDocumentClient {
    const docs = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
    docs.send = (async (command: object) => structuredClone(this.answer(command))) as never;
    return docs;
  }

  /** The items of a table, by partition and sort key. */
  items(table: string): Item[] {
    return [...this.table(table).items()].map((item) => structuredClone(item));
  }

  put(table: string, item: Item): void {
    this.table(table).set(item, withoutUndefined(item) as Item, this.clock());
  }

  remove(table: string, key: Item): void {
    this.table(table).set(key, undefined, this.clock());
  }

  get(table: string, sourceId: string, sk: string): Item | undefined {
    return structuredClone(this.table(table).get({ source_id: sourceId, sk })?.current);
  }

  private answer(command: object): unknown {
    const { input } = command as { input: Record<string, unknown> };
    const strange = Object.keys(input).filter((name) => ![...COMMON, ...KNOWN[command.constructor.name] ?? []].includes(name));
    if (strange.length > 0) {
      throw new Error(`not in memory: ${command.constructor.name} with ${strange.join(', ')}`);
    }
    if (command instanceof TransactWriteCommand) {
      return this.transact(command.input);
    }
    if (command instanceof BatchGetCommand) {
      return this.batchGet(command.input);
    }
    assertUsed(input);
    if (command instanceof GetCommand) {
      return this.getItem(command.input);
    }
    if (command instanceof QueryCommand) {
      return this.query(command.input);
    }
    if (command instanceof PutCommand || command instanceof DeleteCommand || command instanceof UpdateCommand) {
      if (!this.allows(input)) {
        throw new ConditionalCheckFailedException({ message: 'The conditional request failed', ...META });
      }
      const item = this.write(input, command instanceof DeleteCommand);
      return { ...input.ReturnValues === 'ALL_NEW' ? { Attributes: item } : {}, ...META };
    }
    throw new Error(`not in memory: ${command.constructor.name}`);
  }

  private getItem(input: GetCommandInput): unknown {
    return { Item: projected(this.seen(this.table(input.TableName!).get(input.Key!), input.ConsistentRead), input), ...META };
  }

  /** The item that a read of a row shows. An eventually consistent read may be late. */
  private seen(row: Row | undefined, isConsistent: boolean | undefined): Item | undefined {
    return row !== undefined && isConsistent !== true && this.latitude.showsOld(this.clock() - row.changedAt) ? row.before : row?.current;
  }

  private batchGet({ RequestItems }: BatchGetCommandInput): unknown {
    const wanted = Object.entries(RequestItems!).flatMap(([name, { Keys }]) => Keys!.map((key: Item) => ({ name, key })));
    if (wanted.length > MOST_AT_ONCE) {
      throw new Error(`more than ${MOST_AT_ONCE} keys in a batch`);
    }
    assertDistinct(wanted.map(({ name, key }) => `${name} ${this.table(name).position(key)}`), 'batch');
    const served = new Set(this.latitude.shuffled(wanted).slice(0, this.latitude.served(wanted.length)));
    const responses: Record<string, Item[]> = {};
    const unprocessed: NonNullable<BatchGetCommandInput['RequestItems']> = {};
    for (const [name, request] of Object.entries(RequestItems!)) {
      assertUsed(request);
      const mine = wanted.filter((each) => each.name === name);
      responses[name] = this.latitude.shuffled(mine.filter((each) => served.has(each)))
        .map(({ key }) => projected(this.seen(this.table(name).get(key), request.ConsistentRead), request))
        .filter((item) => item !== undefined);
      const left = mine.filter((each) => !served.has(each)).map(({ key }) => key);
      if (left.length > 0) {
        unprocessed[name] = { ...request, Keys: left };
      }
    }
    return { Responses: responses, UnprocessedKeys: unprocessed, ...META };
  }

  private transact({ TransactItems }: TransactWriteCommandInput): unknown {
    const actions = TransactItems! as Record<'Put' | 'Delete' | 'Update' | 'ConditionCheck', WriteInput | undefined>[];
    if (actions.length > MOST_AT_ONCE) {
      throw new Error(`more than ${MOST_AT_ONCE} actions in a transaction`);
    }
    const inputs = actions.map((action) => (action.Put ?? action.Delete ?? action.Update ?? action.ConditionCheck)!);
    inputs.forEach(assertUsed);
    assertDistinct(inputs.map((input) => `${input.TableName} ${this.table(input.TableName!).position(input.Key ?? input.Item!)}`), 'transaction');
    const reasons = inputs.map((input) => ({ Code: this.allows(input) ? 'None' : 'ConditionalCheckFailed' }));
    if (reasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({ message: 'Transaction cancelled', CancellationReasons: reasons, ...META });
    }
    const before = inputs.map((input) => this.sizeOf(input));
    actions.forEach((action, index) => {
      if (action.ConditionCheck === undefined) {
        this.write(inputs[index], action.Delete !== undefined);
      }
    });
    const keys = inputs.map((input) => (input.Key ?? input.Item!).sk as string);
    const bytes = inputs.reduce((sum, input, index) => sum + Math.max(before[index], this.sizeOf(input)), 0);
    // DynamoDB would refuse it; here the test fails.
    if (bytes > MOST_TRANSACTION_BYTES) {
      throw new Error(`a transaction touches ${bytes} bytes of items: ${keys.join(' | ')}`);
    }
    this.transactions.push({ actions: actions.length, bytes, keys });
    return META;
  }

  private allows(input: WriteInput): boolean {
    return meets(this.table(input.TableName!).get(input.Key ?? input.Item!)?.current, input.ConditionExpression, input);
  }

  /** @returns the item after the write */
  private write(input: WriteInput, isDelete: boolean): Item | undefined {
    const table = this.table(input.TableName!);
    const key = input.Key ?? input.Item!;
    const item = isDelete ? undefined : input.Item ?? updated(table.get(key)?.current ?? key, input.UpdateExpression!, input);
    const stored = item && withoutUndefined(item) as Item;
    const bytes = stored === undefined ? 0 : storedBytes(stored);
    if (bytes > MOST_ITEM_BYTES) {
      throw new Error(`${String(key.sk)} takes ${bytes} bytes, more than an item may`);
    }
    table.set(key, stored, this.clock());
    return stored;
  }

  private sizeOf(input: WriteInput): number {
    const item = this.table(input.TableName!).get(input.Key ?? input.Item!)?.current;
    return item === undefined ? 0 : storedBytes(item);
  }

  private query(input: QueryCommandInput): unknown {
    const table = this.table(input.TableName!);
    const { IndexName: index, ScanIndexForward: isForward = true } = input;
    if (index !== undefined && input.ConsistentRead) {
      throw new Error('an index cannot be read consistently');
    }
    const range = rangeOf(input, table.keys(index), input.ExclusiveStartKey && table.position(input.ExclusiveStartKey, index));
    const most = Math.min(input.Limit ?? Infinity, this.latitude.pageSize());
    const page: Item[] = [];
    for (const [position, row] of table.range(range, isForward, index)) {
      const item = this.seen(row, input.ConsistentRead);
      // The item was removed, or its keys in the index have changed and this entry has its other keys.
      if (item === undefined || table.position(item, index) !== position) {
        continue;
      }
      page.push(item);
      // As in DynamoDB, a full page names its last key even if nothing follows.
      if (page.length === most) {
        break;
      }
    }
    const found = page.filter((item) => meets(item, input.FilterExpression, input));
    return {
      ...input.Select === 'COUNT' ? {} : { Items: found.map((item) => projected(item, input)) },
      Count: found.length,
      ScannedCount: page.length,
      ...page.length === most ? { LastEvaluatedKey: keyOf(page.at(-1)!, [...table.keys(), ...table.keys(index)]) } : {},
      ...META,
    };
  }

  private table(name: string): MemoryTable {
    if (!this.tables.has(name)) {
      this.tables.set(name, new MemoryTable());
    }
    return this.tables.get(name)!;
  }
}

function keyOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

function assertDistinct(keys: string[], what: string): void {
  if (new Set(keys).size < keys.length) {
    throw new Error(`one item twice in a ${what}: ${keys.sort().join(' | ')}`);
  }
}

/** A copy without the values that the marshaller leaves out. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutUndefined);
  }
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array || value instanceof Set) {
    return structuredClone(value);
  }
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).map(([name, each]) => [name, withoutUndefined(each)]));
}
