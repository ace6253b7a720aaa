import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Story } from './story';
import { Metric } from '../../src/contract';
import { send } from '../client/ingest';
import { profiled } from '../client/ledger';
import { sumOf } from '../client/metrics';
import { waitFor } from '../client/wait';
import { flightsCutOff } from '../data';

/** A file whose transfer broke off is set aside whole and counted, and it delays no other file. */
export async function sendABrokenFile({ pipeline, narrator, checks }: Story): Promise<void> {
  narrator.chapter('A file of the flights team breaks off in the middle of a record');
  const delivery = flightsCutOff();
  const { ingestId, key } = await send(pipeline, delivery);
  const row = await profiled(pipeline, 'flights', ingestId);
  checks.equal(`the file is dead-lettered (${row.reason})`, row.state, 'DEAD_LETTERED');

  const deadLetter = key.replace(/^raw\//, 'dead-letter/');
  narrator.say(deadLetter);
  const { Body } = await pipeline.s3.send(new GetObjectCommand({ Bucket: pipeline.state.rawBucket, Key: deadLetter }));
  checks.equal('its original is kept there, byte for byte', Buffer.from(await Body!.transformToByteArray()).equals(delivery.body), true);

  const failures = await waitFor('the metric ProfilingFailures of flights', async () => await sumOf(pipeline, Metric.PROFILING_FAILURES, 'flights') || undefined);
  checks.equal(`CloudWatch: ${Metric.PROFILING_FAILURES} {source_id: flights} = 1`, failures, 1);
}
