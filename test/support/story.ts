import { pathsOf } from './head-paths';
import { type Gate, World } from './world';
import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { type RawObject, rawObject } from '../../lambda-src/core/raw/raw-object';
import type { Head } from '../../lambda-src/core/registry/head';
import type { Outcome } from '../../lambda-src/functions/profile/deps';
import { profileObject } from '../../lambda-src/functions/profile/profile-object';
import { decide } from '../../lambda-src/store/decisions/decide';

/** A world in which files arrive one after the other, a minute apart. */
export class Story extends World {
  /** Stores a file a minute after the last one, by default under a new key. */
  store(body: string | Buffer, key?: string): RawObject {
    this.now += 60_000;
    const name = key ?? this.rawKey();
    return rawObject(name, this.bucket.put(name, body), new Date(this.now).toISOString());
  }

  async profile(raw: RawObject, gate?: Gate): Promise<Outcome> {
    return profileObject(this.deps(gate), raw);
  }

  /** Stores and profiles a file, and returns its row. */
  async receive(body: string | Buffer, key?: string): Promise<FileRow> {
    const raw = this.store(body, key);
    const outcome = await this.profile(raw);
    if (outcome.kind !== 'done') {
      throw new Error(`the message is to ${outcome.kind}`);
    }
    return this.row(raw)!;
  }

  row(raw: RawObject): FileRow | undefined {
    return this.files().find(({ sk }) => sk === `file#${raw.ingestId}`);
  }

  async decide(gate?: Gate): Promise<void> {
    await decide(this.deps(gate), 'orders', 'json');
  }

  get head(): Head {
    const item = this.tables.get('registry', 'orders', 'head')!;
    return { ...item as unknown as Head, paths: pathsOf(item) };
  }

  version(status: string) {
    const found = this.versions().filter((version) => version.status === status);
    if (found.length !== 1) {
      throw new Error(`${found.length} versions are ${status}, expected one`);
    }
    return found[0];
  }

  async fieldsOf(status: string): Promise<Record<string, string>> {
    return Object.fromEntries(await this.deps().registry.fields(this.version(status)));
  }
}

/** A gate that does something once, just before the first call that `isIt` picks. This stages a race. */
export function onceBefore(isIt: (command: { readonly name: string; readonly text: string }) => boolean, act: () => unknown): Gate {
  let isDone = false;
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (!isDone && isIt({ name: command.constructor.name, text: JSON.stringify((command as { input: unknown }).input) })) {
        isDone = true;
        await act();
      }
      return send(command);
    };
    return client;
  };
}

export const isTransaction = ({ name }: { name: string }) => name === 'TransactWriteCommand';
