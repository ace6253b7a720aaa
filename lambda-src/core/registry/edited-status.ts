import { type Head, statusBy } from './head';
import type { ShownVersion } from './version';

/** What a status that a person edited asks for. */
export type Decision =
  | { readonly kind: 'reject'; readonly version: ShownVersion }
  /** `deprecated`: the person edited the old version's status, with a migration plan, instead of the new version's. */
  | { readonly kind: 'approve'; readonly version: ShownVersion; readonly verdict: 'approved' | 'deprecated' }
  /** It asks for nothing that can be done: the status is set back to what `head` says. */
  | { readonly kind: 'set_back'; readonly version: ShownVersion; readonly reason: string };

/**
 * The next decision to be found in the versions' statuses. A status that `head` does not explain was written by a person, because
 * the program moves `head` with every status that it writes.
 *
 * @param versions the ACTIVE one, the open ones and those whose status may have been edited
 * @returns undefined if `head` explains every status
 */
export function nextDecision(head: Head, versions: readonly ShownVersion[]): Decision | undefined {
  const open = versions.filter(({ key }) => head.open.includes(key));
  // Rejections come first: an approval made at the same time must not let files go that a rejection keeps out.
  const rejected = open.find(({ status }) => status === 'DEPRECATED');
  if (rejected !== undefined) {
    return { kind: 'reject', version: rejected };
  }
  const active = versions.find(({ key }) => key === head.active);
  // An approval would overwrite the ACTIVE version's status. If that was edited to something else, its author gets an answer first.
  if (active !== undefined && active.status !== 'ACTIVE' && active.status !== 'DEPRECATED') {
    return { kind: 'set_back', version: active, reason: reasonOf(head, active, open) };
  }
  const approved = open.find(({ status }) => status === 'ACTIVE');
  if (approved !== undefined) {
    return { kind: 'approve', version: approved, verdict: 'approved' };
  }
  if (active?.status === 'DEPRECATED' && active.plan !== undefined) {
    const candidates = open.filter(({ baseline }) => baseline === head.active);
    if (candidates.length === 1) {
      return { kind: 'approve', version: candidates[0], verdict: 'deprecated' };
    }
  }
  const unexplained = versions.find((version) => version.status !== statusBy(head, version.key));
  return unexplained && { kind: 'set_back', version: unexplained, reason: reasonOf(head, unexplained, open) };
}

function reasonOf(head: Head, version: ShownVersion, open: readonly ShownVersion[]): string {
  if (version.key !== head.active) {
    return statusBy(head, version.key) === 'BREAKING'
      ? 'A BREAKING version can be set ACTIVE (approve) or DEPRECATED (reject).'
      : 'This version was decided or replaced before; only the ACTIVE and the BREAKING versions of a source can be decided.';
  }
  if (version.status !== 'DEPRECATED') {
    return 'The ACTIVE version can only be set DEPRECATED, with a migration plan in its attribute plan.';
  }
  const candidates = open.filter(({ baseline }) => baseline === version.key).length;
  return candidates === 1
    ? 'Setting the ACTIVE version DEPRECATED approves the drift from it, and needs the migration plan as a text in its attribute plan.'
    : `Setting the ACTIVE version DEPRECATED approves the one drift from it, but ${candidates} of its drifts are open: decide each one by itself.`;
}
