import { type Head, statusBy } from './head';
import type { ShownVersion } from './version';

/** What a hand-edited status asks for. */
export type Decision =
  | { readonly kind: 'reject'; readonly version: ShownVersion }
  /** `verdict` deprecated: the person marked the old version, with a plan, instead of the new one. */
  | { readonly kind: 'approve'; readonly version: ShownVersion; readonly verdict: 'approved' | 'deprecated' }
  /** Nothing that can be carried out: the status goes back to what `head` says. */
  | { readonly kind: 'set_back'; readonly version: ShownVersion; readonly reason: string };

/**
 * The next decision among the versions' statuses. A status that `head` does not explain is a person's: the profiler
 * moves `head` with every status it writes, so what it deprecates is explained.
 *
 * @param versions the ACTIVE one, the open ones and those whose status may have been edited
 * @returns undefined where `head` explains every status
 */
export function nextDecision(head: Head, versions: readonly ShownVersion[]): Decision | undefined {
  const open = versions.filter(({ key }) => head.open.includes(key));
  // Rejects come first: of two edits at once, the one that keeps files out must not be overtaken by one that lets go.
  const rejected = open.find(({ status }) => status === 'DEPRECATED');
  if (rejected !== undefined) {
    return { kind: 'reject', version: rejected };
  }
  const active = versions.find(({ key }) => key === head.active);
  // An approval gives the ACTIVE version its next status; one that says neither must not vanish under it unanswered.
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
