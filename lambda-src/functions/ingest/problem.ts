import type { APIGatewayProxyResult } from 'aws-lambda';

interface ProblemKind {
  readonly status: number;
  /** The phrase that HTTP gives the status: RFC 9457 wants it as the title of a problem of type `about:blank`. */
  readonly title: string;
  /** Seconds to wait before the same request is sent again; left out if that cannot help. */
  readonly retryAfterSeconds?: number;
}

/**
 * Every error that the ingest function itself answers with. The codes are a contract: senders' programs branch on them,
 * and docs/source-teams.md says what each of them means for a sender. None is ever renamed or reused.
 */
export const PROBLEMS = {
  empty_body: { status: 400, title: 'Bad Request' },
  invalid_filename: { status: 400, title: 'Bad Request' },
  invalid_digest: { status: 400, title: 'Bad Request' },
  digest_mismatch: { status: 400, title: 'Bad Request' },
  access_denied: { status: 403, title: 'Forbidden' },
  source_not_registered: { status: 404, title: 'Not Found' },
  payload_too_large: { status: 413, title: 'Content Too Large' },
  unsupported_media_type: { status: 415, title: 'Unsupported Media Type' },
  unsupported_encoding: { status: 415, title: 'Unsupported Media Type' },
  internal: { status: 500, title: 'Internal Server Error' },
  storage_unavailable: { status: 503, title: 'Service Unavailable', retryAfterSeconds: 5 },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An outcome of a request that the sender has to know about. `detail` says what was found, what was expected and how to correct it. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    /** Further members of the answer, such as the `limit` that was exceeded. */
    readonly members: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** The problem as an `application/problem+json` answer (RFC 9457). */
export function problemResponse(problem: Problem, requestId: string): APIGatewayProxyResult {
  const kind: ProblemKind = PROBLEMS[problem.code];
  return {
    statusCode: kind.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(kind.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(kind.retryAfterSeconds) }),
    },
    body: JSON.stringify({
      type: 'about:blank',
      title: kind.title,
      status: kind.status,
      code: problem.code,
      detail: problem.detail,
      requestId,
      ...problem.members,
    }),
  };
}
