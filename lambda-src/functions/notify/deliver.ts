import { postJson, type Reply } from './post-json';
import type { WebhookUrls } from './webhook-urls';
import type { AlertWebhookTarget } from '../../../src/contract';

/** What became of one POST. */
export type Delivery =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly reason: string; readonly retryAfterSeconds?: number };

export type Post = (url: URL, document: unknown, options: { readonly allowPrivateAddress: boolean }) => Promise<Reply>;

/**
 * Sends a document to a webhook. If the webhook refuses it and the secret now holds a different URL, sends it there. Never
 * throws: every failure is returned as a reason, and no reason contains the URL.
 */
export async function deliver(target: AlertWebhookTarget, document: unknown, urls: WebhookUrls, post: Post = postJson): Promise<Delivery> {
  try {
    const url = await urls.get(target);
    const reply = await post(url, document, target);
    if (!isRefusal(reply.status)) {
      return deliveryOf(reply);
    }
    const current = await urls.refresh(target);
    return deliveryOf(current.href === url.href ? reply : await post(current, document, target));
  } catch (error) {
    return { delivered: false, reason: (error as Error).message };
  }
}

/** Whether the server says by this status that it will never take this message at this URL, not only that it cannot take it now. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function deliveryOf(reply: Reply): Delivery {
  if (reply.status >= 200 && reply.status < 300) {
    return { delivered: true };
  }
  const what = reply.status >= 300 && reply.status < 400 ? 'a redirect, which is not followed' : JSON.stringify(reply.text.slice(0, 200));
  return { delivered: false, reason: `the webhook answered ${reply.status} with ${what}`, retryAfterSeconds: secondsOf(reply.retryAfter) };
}

/** `Retry-After` in seconds; it may also be a date. */
function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) {
    return undefined;
  }
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}
