import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ApiKeyDirectory } from './api-keys';
import { Problem } from './problem';

/** Throws `access_denied` if the caller may not send for the source. */
export type Authorize = (event: APIGatewayProxyEvent, sourceId: string) => Promise<void>;

/**
 * The gateway has verified the key. Only this function can check which source the key belongs to.
 *
 * The answer never says whose key it is.
 */
export function authorizeByApiKey(keys: ApiKeyDirectory): Authorize {
  return async (event, sourceId) => {
    const keyId = event.requestContext.identity.apiKeyId;
    if (!keyId || await keys.sourceOf(keyId) !== sourceId) {
      throw new Problem('access_denied', `The API key is not the key of source ${sourceId}; send the key that was issued for it.`);
    }
  };
}

/** Under IAM the gateway has checked `execute-api:Invoke` on the method's path, which names the source: nothing is left to check. */
export const authorizeByIam: Authorize = async () => {};
