// The paths that have columns. Each has its node before the first file is read.

import { WINDOW } from '../common/memory';
import {
  beginOffsetRow, beginRow, Column, KIND_DECIMAL, KIND_JSON, KIND_LIST, KIND_MAP, KIND_NONE, KIND_STRUCT, KIND_TEXT, KIND_WITHIN, newColumnBelow, none, record,
  resetColumns, within,
} from '../fill/column';
import { PLAIN } from '../field-format/field-format';
import { beginSourceText } from '../fill/source-text';
import { keepsSource, noteMisfit, storeText } from '../fill/store-value';
import { columnOf } from '../value/sink';
import { newMember, newNode, newRecordNode, Node, resetNodes } from './node';

/** How many names without a column get a node. It makes them predictable, and finds the ones that occur twice. */
const NODES_WITHOUT_COLUMN: u32 = 10000;

/** How many more there may be. */
let left: u32 = 0;

/** Shared by all values that are part of a source text. */
let withinNode: Node = changetype<Node>(0);
/** Shared by everything below a path without a column. */
let noneNode: Node = changetype<Node>(0);

/** Forgets all paths and columns; the heap must be empty. Returns the node of the record. */
export function resetPaths(rowGroupBytes: u32): Node {
  resetColumns(rowGroupBytes);
  resetNodes();
  left = NODES_WITHOUT_COLUMN;
  withinNode = sharedNode(within);
  noneNode = sharedNode(none);
  const node = newRecordNode();
  link(node, record);
  return node;
}

/** A node that is also the node of its own elements and members. */
function sharedNode(column: Column): Node {
  const node = newNode(null, 0, 0);
  node.column = changetype<usize>(column);
  node.element = changetype<usize>(node);
  node.value = changetype<usize>(node);
  return node;
}

function link(node: Node, column: Column): void {
  node.column = changetype<usize>(column);
  column.node = changetype<usize>(node);
  setFormat(column, 0);
}

/** Says in which format the values of a column are written; 0 for none. */
export function setFormat(column: Column, format: usize): void {
  changetype<Node>(column.node).format = format || column.kind != KIND_DECIMAL ? format : PLAIN;
}

/**
 * Adds the column of a path below that of `parent`: the member of its objects whose name the host wrote to the front of the window, or
 * the elements of its arrays, or the values of its maps.
 *
 * @returns its address
 */
export function addColumn(parent: Column, kind: u32, precision: u32, scale: u32, nameBytes: u32): Column {
  const column = newColumnBelow(parent, kind, precision, scale);
  const owner = changetype<Node>(parent.node);
  if (parent.kind == KIND_STRUCT) {
    link(newMember(owner, WINDOW, nameBytes), column);
  } else {
    const node = newNode(owner, 0, 0);
    link(node, column);
    if (parent.kind == KIND_LIST) owner.element = changetype<usize>(node);
    else owner.value = changetype<usize>(node);
  }
  return column;
}

/** The node of a member that has none of its own. The name of a map's member is stored. */
export function memberWithoutNode(owner: Node, name: usize, bytes: u32): Node {
  if (owner.value) {
    const column = columnOf(owner);
    if (column.kind == KIND_MAP) storeText(changetype<Column>(column.key), name, bytes);
    return changetype<Node>(owner.value);
  }
  if (!left) return noneNode;
  left--;
  const node = newMember(owner, name, bytes);
  node.column = changetype<usize>(none);
  return node;
}

/** Begins the object or array at `p`, and returns the node of what is in it. `depth` containers are open then. */
export function openContainer(node: Node, p: usize, isObject: bool, depth: i32): Node {
  const column = columnOf(node);
  const kind = column.kind;
  if (kind == KIND_STRUCT && isObject) {
    beginRow(column);
    return node;
  }
  if (kind == (isObject ? KIND_MAP : KIND_LIST)) {
    beginOffsetRow(column);
    return node;
  }
  if (kind == KIND_NONE) return noneNode;
  if (kind == KIND_TEXT || kind == KIND_JSON) beginSourceText(column, p, depth);
  else if (kind != KIND_WITHIN) noteMisfit(column);
  return withinNode;
}

/** Where a number or a word goes: nowhere, if its source text is stored. */
// @ts-ignore: decorator
@inline
export function scalarTarget(node: Node): Node {
  return keepsSource(columnOf(node)) ? withinNode : node;
}

/** Where a value goes that is only checked. */
export function nowhere(): Node {
  return withinNode;
}

/** Stores the source text of the number or word from `p` to `after`, if its column keeps that. */
// @ts-ignore: decorator
@inline
export function storeSource(node: Node, p: usize, after: usize): void {
  if (keepsSource(columnOf(node))) storeText(columnOf(node), p, <u32>(after - p));
}
