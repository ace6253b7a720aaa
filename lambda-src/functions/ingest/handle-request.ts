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
    // Only the log has the cause. In the answer, it could reveal names and policies of the account.
    console.error(`request ${requestId} failed:`, error);
    return problemResponse(new Problem('internal', 'The request failed on our side; send it again.'), requestId);
  }
}
