import { type Format, encodeFormat } from '../../../lambda-src/core/field-format/encode';
import type { ReadingPlan } from '../../../lambda-src/core/reading-plan/reading-plan';

/** What of the plan says how values are written. The format of all other columns is at undefined. */
export function plannedFormats(formats: ReadonlyMap<string | undefined, Format>): Pick<ReadingPlan, 'field_formats'> {
  return formats.size === 0 ? {} : {
    field_formats: [...formats].map(([path, format]) => ({
      format: encodeFormat(format).toString('base64'), ...path === undefined ? {} : { fields: [path] },
    })),
  };
}
