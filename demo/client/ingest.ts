import { request } from 'node:https';
import type { DeployedPipeline } from './pipeline';

/** A file to send. */
export interface Upload {
  readonly sourceId: string;
  readonly filename: string;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly body: Buffer;
}

/** An answer of the ingest API. */
export interface Answer {
  readonly status: number;
  /** The receipt (201) or the problem (RFC 9457). */
  readonly body: Record<string, unknown>;
}

/** A file that was stored. */
export interface Receipt {
  readonly ingestId: string;
  readonly key: string;
}

/** Sends a file as a source does: one POST with the source's own API key. */
export function post(pipeline: DeployedPipeline, upload: Upload): Promise<Answer> {
  const { apiUrl, apiKeys } = pipeline.state;
  return new Promise((resolve, reject) => {
    const call = request(`${apiUrl}/sources/${upload.sourceId}/files`, {
      method: 'POST',
      ca: pipeline.authority,
      headers: {
        'x-api-key': apiKeys[upload.sourceId] ?? '',
        'Content-Type': upload.contentType,
        'Content-Length': upload.body.length,
        'X-Ingest-Filename': encodeURIComponent(upload.filename),
        ...upload.contentEncoding && { 'Content-Encoding': upload.contentEncoding },
      },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        try {
          resolve({ status: response.statusCode!, body: JSON.parse(text) as Record<string, unknown> });
        } catch {
          reject(new Error(`The ingest API answered ${response.statusCode} with a body that is not JSON: ${text.slice(0, 500)}`));
        }
      });
    });
    call.end(upload.body);
  });
}

/**
 * Sends a file that the API must accept.
 *
 * @throws Error if the answer is not 201
 */
export async function send(pipeline: DeployedPipeline, upload: Upload): Promise<Receipt> {
  const { status, body } = await post(pipeline, upload);
  if (status !== 201) {
    throw new Error(`${upload.filename} of ${upload.sourceId} was answered with ${status}, expected 201: ${JSON.stringify(body)}`);
  }
  return { ingestId: String(body.ingestId), key: String(body.key) };
}
