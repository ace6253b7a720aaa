import { send } from '../client/ingest';
import { profiled } from '../client/ledger';
import { versions } from '../client/registry';
import type { Delivery } from '../data';
import { birdstrikes, carsBefore1977, earthquakes, flightsGzip, flightsNdjson, movies, stocks, weatherOfOneCity } from '../data';
import { counted, grouped } from '../narrator';
import type { Story } from './story';

/** Seven sources send their files. Seconds later, the schema of each source is in the registry. */
export async function sendFiles(story: Story): Promise<Delivery[]> {
  const { pipeline, narrator, checks } = story;
  narrator.chapter('Seven teams post their files over HTTPS, each with a key of its own');
  const deliveries = [
    earthquakes(), movies(), birdstrikes(), stocks(), weatherOfOneCity(), carsBefore1977(), flightsNdjson(), flightsGzip(),
  ];
  const receipts = [];
  for (const delivery of deliveries) {
    const receipt = await send(pipeline, delivery);
    narrator.say(`201  ${delivery.sourceId.padEnd(12)} ${delivery.filename.padEnd(22)} ${grouped(delivery.body.length).padStart(9)} bytes`);
    receipts.push(receipt);
  }

  narrator.chapter('Nobody declared a schema: every file is profiled as it lands');
  for (const [index, delivery] of deliveries.entries()) {
    const row = await profiled(pipeline, delivery.sourceId, receipts[index]!.ingestId);
    checks.equal(
      `${delivery.filename}: read as ${row.dialect?.format}, ${counted(delivery.rows.length, 'record')}, ${row.state}`,
      [row.state, row.records], ['PENDING', delivery.rows.length]);
  }
  for (const sourceId of new Set(deliveries.map((delivery) => delivery.sourceId))) {
    const found = await versions(pipeline, sourceId);
    checks.equal(`${sourceId}: one ACTIVE schema version`, found.map(({ status }) => status), ['ACTIVE']);
  }
  return deliveries;
}
