import { type Gate, REGISTRY, type World } from './world';
import { FACTS, LIFE, picked } from '../../lambda-src/core/registry/version';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import { factsKey, lifeKey } from '../../lambda-src/store/registry/item-keys';

type Sender = { send: (command: { readonly input: object }) => Promise<unknown> };

/** Counts calls. */
export class Calls {
  count = 0;

  readonly gate: Gate = (client) => {
    const sender = client as unknown as Sender;
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      this.count++;
      return send(command);
    };
    return client;
  };
}

/** Time that passes only with calls. */
export class VirtualTime {
  /** Milliseconds. */
  spent = 0;

  constructor(private readonly millisPerCall: number) {}

  /** @param millisOf how long a call takes, by its name and input as JSON */
  gate<C extends object>(client: C, millisOf: (text: string) => number = () => this.millisPerCall): C {
    const sender = client as unknown as Sender;
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      this.spent += millisOf(`${command.constructor.name} ${JSON.stringify(command.input)}`);
      return send(command);
    };
    return client;
  }
}

/** Registers a source whose ACTIVE version is `version#1`, with versions that are open or rejected. */
export function registerSource(world: World, sourceId: string, { open = [], rejected = [] }: { open?: string[]; rejected?: string[] } = {}): void {
  const version = {
    source_id: sourceId,
    fields: { a: 'bigint' },
    observed: { a: 'bigint' },
    compatibility: 'FULL',
    physical: false,
    sample_key: 'raw/x',
    field_diff: { added: [], removed: [], type_changed: {} },
  };
  const put = (sk: string, { status, ...item }: { status: string; [name: string]: unknown }) => {
    const known = { ...version, seq: Number(sk.slice('version#'.length)), fingerprint: `f-${sk}`, ...item };
    const key = sk as VersionKey;
    world.tables.put(REGISTRY, { ...known, sk, status });
    world.tables.put(REGISTRY, { source_id: sourceId, sk: factsKey(key), ...picked(known, FACTS) });
    world.tables.put(REGISTRY, { source_id: sourceId, sk: lifeKey(key), ...picked(known, LIFE) });
  };
  put('version#1', { status: 'ACTIVE', active_from: '2026-11-01T00:00:00.000Z' });
  for (const sk of open) {
    put(sk, { status: 'BREAKING', baseline: 'version#1' });
  }
  for (const sk of rejected) {
    put(sk, { status: 'DEPRECATED', baseline: 'version#1', resolution: { verdict: 'rejected', at: '2026-11-20T00:00:00.000Z' } });
  }
  world.tables.put(REGISTRY, {
    source_id: sourceId, sk: 'head', active: 'version#1', open, paths: { a: [0, 'bigint'] }, epoch: 1, revision: 1,
  });
}
