import { spawnSync } from 'node:child_process';
import { type Receipt, send, type Upload } from '../../../demo/client/ingest';
import type { Pipeline } from '../../../demo/client/pipeline';

/**
 * Sends a file with curl, as the page for senders shows it, or with Node if there is no curl.
 *
 * @throws Error when the answer is not 201
 */
export async function curl(pipeline: Pipeline, upload: Upload): Promise<Receipt> {
  const { apiUrl, apiKeys, caFile } = pipeline.state;
  const { status, stdout, stderr, error } = spawnSync('curl', [
    '--silent', '--show-error', '--fail-with-body', '--cacert', caFile,
    '--header', `x-api-key: ${apiKeys[upload.sourceId]}`,
    '--header', `Content-Type: ${upload.contentType}`,
    '--header', `X-Ingest-Filename: ${upload.filename}`,
    '--data-binary', '@-',
    `${apiUrl}/sources/${upload.sourceId}/files`,
  ], { input: upload.body, encoding: 'utf8' });
  if (error && 'code' in error && error.code === 'ENOENT') {
    return send(pipeline, upload);
  }
  if (status !== 0) {
    throw new Error(`curl ended with ${status}: ${stderr}${stdout}`);
  }
  return JSON.parse(stdout) as Receipt;
}
