/** The names of an object that was walked. No two may be equal. */

import { Bounds } from '../../bounds';
import type { DeadLetterReason } from '../../fault';
import { shown } from '../../fault-text';

export class Names {
  private readonly names = new Set<string>();
  private chars = 0;

  /** Why an object may not have this name; undefined if it may. */
  refusal(name: string): { readonly reason: DeadLetterReason; readonly detail: string } | undefined {
    if (this.names.has(name)) {
      return { reason: 'duplicate_key', detail: `the key ${shown(name)} appears twice in one object` };
    }
    if (name.length > Bounds.NAME_CHARS) {
      return { reason: 'field_name_too_long', detail: `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters` };
    }
    this.names.add(name);
    this.chars += name.length;
    return this.chars <= Bounds.KEY_CHARS ? undefined
      : { reason: 'file_too_large', detail: `the keys of one object have more than ${Bounds.KEY_CHARS} characters; split the file into several files` };
  }
}
