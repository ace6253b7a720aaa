import { Latitude } from '../support/latitude';
import { LEDGER, World } from '../support/world';

test('every requested row that exists is returned, however often a batch leaves some over', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new World(undefined, new Latitude(seed));
    const keys = Array.from({ length: 250 }, (_, index) => `file#${index}`);
    keys.filter((_, index) => index % 5 !== 0).forEach((sk) => world.tables.put(LEDGER, { source_id: 'orders', sk }));
    const found = await world.deps().ledger.getMany<{ sk: string }>('orders', keys);
    expect(found.map(({ sk }) => sk).sort()).toEqual(keys.filter((_, index) => index % 5 !== 0).sort());
  }
});
