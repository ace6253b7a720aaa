import { postJson, type Reply } from './post-json';
import type { WebhookUrls } from './webhook-urls';
import type { AlertWebhookTarget } from '../../../src/contract';

/** What became of one POST. */
export type Delivery =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly reason: string; readonly retryAfterSeconds?: number };

export type Post = (url: URL, document: unknown, options: { readonly allowPrivateAddress: boolean }) => Promise<Reply>;

/**
 * Sends a document to a webhook once; a second time where the first was refused and the secret holds another URL by
 * now. Never throws: every failure is a reason, and no reason contains the URL.
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

/** Statuses by which a server says that this URL or message will not do, as opposed to not now. */
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
