import * as apigateway from 'aws-cdk-lib/aws-apigateway';

interface GatewayProblem {
  readonly type: apigateway.ResponseType;
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly retryAfterSeconds?: number;
}

const { ResponseType } = apigateway;

/**
 * Every answer that the gateway itself gives, before the function or in place of it, in the same shape as the function's answers.
 *
 * The 413 answers are not listed. The gateway gives one for a body that does not fit into a Lambda event (more than about
 * 4.5 MiB), and one for a body over its own limit of 10 MB, which nobody can change. Senders recognise both by their
 * status. The codes are a contract with senders (docs/source-teams.md).
 */
const PROBLEMS: readonly GatewayProblem[] = [
  { type: ResponseType.BAD_REQUEST_PARAMETERS, status: 400, title: 'Bad Request', code: 'bad_request_parameters' },
  { type: ResponseType.BAD_REQUEST_BODY, status: 400, title: 'Bad Request', code: 'bad_request_body' },
  { type: ResponseType.UNAUTHORIZED, status: 401, title: 'Unauthorized', code: 'unauthorized' },
  { type: ResponseType.ACCESS_DENIED, status: 403, title: 'Forbidden', code: 'access_denied' },
  { type: ResponseType.INVALID_API_KEY, status: 403, title: 'Forbidden', code: 'invalid_api_key' },
  { type: ResponseType.INVALID_SIGNATURE, status: 403, title: 'Forbidden', code: 'invalid_signature' },
  { type: ResponseType.EXPIRED_TOKEN, status: 403, title: 'Forbidden', code: 'expired_token' },
  // The gateway also gives this answer for a path or method that does not exist.
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, status: 403, title: 'Forbidden', code: 'missing_authentication_token' },
  { type: ResponseType.WAF_FILTERED, status: 403, title: 'Forbidden', code: 'waf_filtered' },
  { type: ResponseType.UNSUPPORTED_MEDIA_TYPE, status: 415, title: 'Unsupported Media Type', code: 'unsupported_media_type' },
  { type: ResponseType.THROTTLED, status: 429, title: 'Too Many Requests', code: 'throttled', retryAfterSeconds: 1 },
  { type: ResponseType.QUOTA_EXCEEDED, status: 429, title: 'Too Many Requests', code: 'quota_exceeded', retryAfterSeconds: 3600 },
  { type: ResponseType.INTEGRATION_FAILURE, status: 504, title: 'Gateway Timeout', code: 'integration_failure', retryAfterSeconds: 5 },
  { type: ResponseType.INTEGRATION_TIMEOUT, status: 504, title: 'Gateway Timeout', code: 'integration_timeout', retryAfterSeconds: 5 },
  { type: ResponseType.DEFAULT_5XX, status: 500, title: 'Internal Server Error', code: 'internal', retryAfterSeconds: 5 },
];

/** Gives the gateway's own answers the type `application/problem+json` (RFC 9457). */
export function addProblemResponses(api: apigateway.RestApi): void {
  for (const { type, status, title, code, retryAfterSeconds } of PROBLEMS) {
    const fixed = JSON.stringify({ type: 'about:blank', title, status, code, requestId: '$context.requestId' });
    api.addGatewayResponse(code, {
      type,
      statusCode: `${status}`,
      // The header sets the type, not the template's key: the gateway chooses a template by what the client accepts.
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        ...retryAfterSeconds === undefined ? {} : { 'Retry-After': `'${retryAfterSeconds}'` },
      },
      // `messageString` already has its quotation marks.
      templates: { 'application/json': `${fixed.slice(0, -1)},"detail":$context.error.messageString}` },
    });
  }
}
