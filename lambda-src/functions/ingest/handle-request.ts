import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Problem, problemResponse } from './problem';

/** Runs a route, and turns whatever it throws into an answer that tells the sender what to do. */
export async function handleRequest(
  event: APIGatewayProxyEvent,
  route: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const { requestId } = event.requestContext;
  try {
    return await route(event);
  } catch (error) {
    if (error instanceof Problem) {
      return problemResponse(error, requestId);
    }
    // The log has the cause; the answer must not, for it could hold names and policies of the account.
    console.error(`request ${requestId} failed:`, error);
    return problemResponse(new Problem('internal', 'The request failed on our side; send it again.'), requestId);
  }
}
