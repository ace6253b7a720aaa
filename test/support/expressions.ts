/**
 * DynamoDB's condition, projection and update expressions over plain values, as far as this project uses them. Anything
 * else is an error: a test must not pass because a condition was not understood.
 */

export interface ExpressionInput {
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

export type Item = Record<string, unknown>;

/** The expressions of a request. A placeholder may occur in any of them. */
const EXPRESSIONS = ['KeyConditionExpression', 'FilterExpression', 'ProjectionExpression', 'ConditionExpression', 'UpdateExpression'];

/** @throws Error if a placeholder occurs in no expression, because DynamoDB refuses such a request */
export function assertUsed(input: ExpressionInput): void {
  const text = EXPRESSIONS.map((name) => (input as Record<string, unknown>)[name] ?? '').join(' ');
  const used = new Set(text.match(/[#:]\w+/g));
  for (const placeholder of Object.keys({ ...input.ExpressionAttributeNames, ...input.ExpressionAttributeValues })) {
    if (!used.has(placeholder)) {
      throw new Error(`${placeholder} is used in no expression: ${text}`);
    }
  }
}

/** The attributes that a projection names, or all if there is no projection. */
export function projected(item: Item | undefined, input: ExpressionInput & { readonly ProjectionExpression?: string }): Item | undefined {
  if (item === undefined || input.ProjectionExpression === undefined) {
    return item;
  }
  const names = input.ProjectionExpression.split(/,\s*/).map((token) => nameOf(token, input));
  return Object.fromEntries(names.filter((each) => each in item).map((each) => [each, item[each]]));
}

/** Whether the item meets the condition; undefined means that there is no item. */
export function meets(item: Item | undefined, expression: string | undefined, input: ExpressionInput): boolean {
  if (expression === undefined) {
    return true;
  }
  const tokens = tokenize(expression);
  const result = parseOr(tokens, item ?? {}, input);
  if (tokens.length > 0) {
    throw new Error(`condition not understood: ${expression}`);
  }
  return result;
}

/** The item after the update; `item` itself is not changed. */
export function updated(item: Item, expression: string, input: ExpressionInput): Item {
  const result = { ...item };
  for (const [, verb, list] of expression.matchAll(/\b(SET|REMOVE|ADD)\s+(.+?)(?=\s+(?:SET|REMOVE|ADD)\s|$)/g)) {
    for (const part of splitTop(list)) {
      if (verb === 'REMOVE') {
        delete result[nameOf(part, input)];
      } else if (verb === 'ADD') {
        const [attribute, value] = part.split(/\s+/);
        result[nameOf(attribute, input)] = Number(item[nameOf(attribute, input)] ?? 0) + Number(valueOf(value, item, input));
      } else {
        const [attribute, value] = part.split(/\s*=\s*/);
        result[nameOf(attribute, input)] = sum(value, item, input);
      }
    }
  }
  return result;
}

function parseOr(tokens: string[], item: Item, input: ExpressionInput): boolean {
  let result = parseAnd(tokens, item, input);
  while (tokens[0] === 'OR') {
    tokens.shift();
    result = parseAnd(tokens, item, input) || result;
  }
  return result;
}

function parseAnd(tokens: string[], item: Item, input: ExpressionInput): boolean {
  let result = parseTest(tokens, item, input);
  while (tokens[0] === 'AND') {
    tokens.shift();
    result = parseTest(tokens, item, input) && result;
  }
  return result;
}

function parseTest(tokens: string[], item: Item, input: ExpressionInput): boolean {
  const first = tokens.shift()!;
  if (['attribute_exists', 'attribute_not_exists', 'begins_with'].includes(first)) {
    const [attribute, value] = argumentsOf(tokens);
    const found = item[nameOf(attribute, input)];
    if (first === 'begins_with') {
      return typeof found === 'string' && found.startsWith(valueOf(value, item, input) as string);
    }
    return (found !== undefined) === (first === 'attribute_exists');
  }
  const found = valueOf(first, item, input);
  const operator = tokens.shift()!;
  switch (operator) {
    case '=': return equal(found, valueOf(tokens.shift()!, item, input));
    case '<>': return !equal(found, valueOf(tokens.shift()!, item, input));
    case '<': return less(found, valueOf(tokens.shift()!, item, input));
    case '>': return less(valueOf(tokens.shift()!, item, input), found);
    case '<=': {
      const other = valueOf(tokens.shift()!, item, input);
      return less(found, other) || equal(found, other);
    }
    case 'IN': return argumentsOf(tokens).some((value) => equal(found, valueOf(value, item, input)));
    case 'BETWEEN': {
      const from = valueOf(tokens.shift()!, item, input);
      tokens.shift(); // AND
      const to = valueOf(tokens.shift()!, item, input);
      return !less(found, from) && !less(to, found) && found !== undefined;
    }
    default: throw new Error(`operator not understood: ${operator}`);
  }
}

function argumentsOf(tokens: string[]): string[] {
  tokens.shift(); // (
  const list = [];
  for (let token = tokens.shift()!; token !== ')'; token = tokens.shift()!) {
    if (token !== ',') {
      list.push(token);
    }
  }
  return list;
}

function tokenize(expression: string): string[] {
  return expression.match(/[#:]?\w+|<>|<=|[<>=(),]/g) ?? [];
}

function splitTop(list: string): string[] {
  return list.split(/,\s*(?![^(]*\))/).map((part) => part.trim());
}

function sum(text: string, item: Item, input: ExpressionInput): unknown {
  const terms = text.split(/\s*\+\s*/).map((term) => {
    const [, attribute, otherwise] = /^if_not_exists\((\S+),\s*(\S+)\)$/.exec(term) ?? [];
    return attribute === undefined ? valueOf(term, item, input) : item[nameOf(attribute, input)] ?? valueOf(otherwise, item, input);
  });
  return terms.length === 1 ? terms[0] : terms.reduce<number>((total, term) => total + Number(term), 0);
}

/** The attribute that a token means. */
export function nameOf(token: string, input: ExpressionInput): string {
  const found = token.startsWith('#') ? input.ExpressionAttributeNames?.[token] : token;
  if (found === undefined) {
    throw new Error(`no attribute name for ${token}`);
  }
  return found;
}

/** The value of a placeholder, or of the attribute of that name. */
export function valueOf(token: string, item: Item, input: ExpressionInput): unknown {
  if (!token.startsWith(':')) {
    return item[nameOf(token, input)];
  }
  if (!(token in (input.ExpressionAttributeValues ?? {}))) {
    throw new Error(`no attribute value for ${token}`);
  }
  return input.ExpressionAttributeValues![token];
}

function equal(a: unknown, b: unknown): boolean {
  return a !== undefined && a === b;
}

function less(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && (a as string) < (b as string);
}
