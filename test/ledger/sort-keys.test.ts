import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import { LedgerKey } from '../../lambda-src/store/ledger/ledger-key';
import { lifeKey } from '../../lambda-src/store/registry/item-keys';

/** The Spark job's tests read them, too. */
const VECTORS: Readonly<Record<string, readonly { readonly parts: string[]; readonly key: string }[]>> =
  JSON.parse(readFileSync(join(__dirname, '../vectors/sort-keys.json'), 'utf8'));

const KEYS: Readonly<Record<string, (...parts: string[]) => string>> = {
  file: (ingestId) => LedgerKey.file(ingestId),
  pending: (date, ingestId) => LedgerKey.pending(date, ingestId),
  held: (ingestId) => LedgerKey.held(ingestId),
  alert: (alertId) => LedgerKey.alert(alertId),
  run: (run) => LedgerKey.run(run),
  life: (version) => lifeKey(version as VersionKey),
};

test.each(Object.keys(VECTORS))('the key of an item is what the Spark job makes it: %s', (kind) => {
  for (const { parts, key } of VECTORS[kind]) {
    expect(KEYS[kind](...parts)).toBe(key);
  }
});
