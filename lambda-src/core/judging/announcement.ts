import type { FieldDiff } from '../schema/change';

/** What the alert on a drift says. */
export interface Announcement {
  /** Paths that the alert reports as gone. */
  readonly removed: readonly string[];
  /** Whether open drifts announced all of it before. */
  readonly isRepeat: boolean;
}

/**
 * What the alert on a drift says: the removed paths of which nobody was told, or all of them if people were told of each before.
 *
 * @param announced what the source's open drifts changed
 */
export function announcementOf(diff: FieldDiff, announced: readonly FieldDiff[]): Announcement {
  const untold = diff.removed.filter((path) => !announced.some(({ removed }) => removed.includes(path)));
  return {
    removed: untold.length > 0 ? untold : diff.removed,
    isRepeat: untold.length === 0 && areTypesAnnounced(diff, announced),
  };
}

function areTypesAnnounced(diff: FieldDiff, announced: readonly FieldDiff[]): boolean {
  return [...diff.typeChanged].every(([path, { to }]) => announced.some(({ typeChanged }) => typeChanged.get(path)?.to === to));
}
