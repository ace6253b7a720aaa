/** The language in which a source declares how its times are written: a part of Unicode's date field symbols. */

/** What a text must have next. Numbers have a least and a greatest count of digits. */
export type PatternStep =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: NumberStep; readonly least: number; readonly greatest: number }
  | { readonly kind: 'monthShort' | 'monthLong' | 'halfDay' }
  | { readonly kind: 'offset'; readonly hasZ: boolean; readonly hasColon: boolean; readonly mayEndWithHours: boolean };

export type NumberStep = 'year' | 'shortYear' | 'month' | 'day' | 'hour' | 'hourOfHalf' | 'minute' | 'second' | 'fraction';

export type ParsedPattern = { readonly steps: readonly PatternStep[] } | { readonly fault: string };

const DIGITS_OF_FRACTION = 9;
const PATTERN_CHARS = 100;

const FIELDS: Readonly<Record<string, PatternStep>> = {
  yyyy: number('year', 4),
  yy: number('shortYear', 2),
  M: number('month', 1, 2),
  MM: number('month', 2),
  MMM: { kind: 'monthShort' },
  MMMM: { kind: 'monthLong' },
  d: number('day', 1, 2),
  dd: number('day', 2),
  H: number('hour', 1, 2),
  HH: number('hour', 2),
  h: number('hourOfHalf', 1, 2),
  hh: number('hourOfHalf', 2),
  a: { kind: 'halfDay' },
  m: number('minute', 1, 2),
  mm: number('minute', 2),
  s: number('second', 1, 2),
  ss: number('second', 2),
  X: { kind: 'offset', hasZ: true, hasColon: false, mayEndWithHours: true },
  XX: { kind: 'offset', hasZ: true, hasColon: false, mayEndWithHours: false },
  XXX: { kind: 'offset', hasZ: true, hasColon: true, mayEndWithHours: false },
  x: { kind: 'offset', hasZ: false, hasColon: false, mayEndWithHours: true },
  xx: { kind: 'offset', hasZ: false, hasColon: false, mayEndWithHours: false },
  xxx: { kind: 'offset', hasZ: false, hasColon: true, mayEndWithHours: false },
  Z: { kind: 'offset', hasZ: false, hasColon: false, mayEndWithHours: false },
};

function number(kind: NumberStep, least: number, greatest = least): PatternStep {
  return { kind, least, greatest };
}

export function parseTimePattern(pattern: string): ParsedPattern {
  if (pattern === '' || pattern.length > PATTERN_CHARS) {
    return { fault: `has ${pattern.length} characters; expected 1 to ${PATTERN_CHARS}` };
  }
  const steps: PatternStep[] = [];
  const literal = (text: string) => {
    const last = steps[steps.length - 1];
    if (last?.kind === 'literal') {
      steps[steps.length - 1] = { kind: 'literal', text: last.text + text };
    } else {
      steps.push({ kind: 'literal', text });
    }
  };
  for (const [token] of pattern.matchAll(/''|'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z]/gu)) {
    if (token === "'") {
      return { fault: 'has a quote that is never closed' };
    }
    if (token === "''") {
      literal("'");
    } else if (token.startsWith("'")) {
      literal(token.slice(1, -1).replaceAll("''", "'"));
    } else if (!/^[A-Za-z]/.test(token)) {
      literal(token);
    } else {
      const field = /^S+$/.test(token) && token.length <= DIGITS_OF_FRACTION ? number('fraction', token.length) : fieldOf(token);
      if (field === undefined) {
        return { fault: `has ${token}, which is no field; expected ${Object.keys(FIELDS).join(', ')} or S to ${'S'.repeat(DIGITS_OF_FRACTION)}, or ${token} in single quotes` };
      }
      steps.push(field);
    }
  }
  const fault = faultOf(steps);
  return fault === undefined ? { steps } : { fault };
}

function fieldOf(token: string): PatternStep | undefined {
  return Object.hasOwn(FIELDS, token) ? FIELDS[token] : undefined;
}

/** What a step says about a moment. */
function meaningOf({ kind }: PatternStep): string {
  switch (kind) {
    case 'shortYear': return 'year';
    case 'monthShort': case 'monthLong': return 'month';
    case 'hourOfHalf': return 'hour';
    default: return kind;
  }
}

const DETAILS = [['fraction', 'second'], ['second', 'minute'], ['minute', 'hour'], ['offset', 'hour'], ['halfDay', 'hour']] as const;

function faultOf(steps: readonly PatternStep[]): string | undefined {
  const said = steps.map(meaningOf).filter((meaning) => meaning !== 'literal');
  const twice = said.find((meaning, i) => said.indexOf(meaning) !== i);
  if (twice !== undefined) {
    return `has the ${twice === 'halfDay' ? 'half of the day' : twice} twice`;
  }
  const missing = ['year', 'month', 'day'].find((meaning) => !said.includes(meaning));
  if (missing !== undefined) {
    return `has no ${missing}; expected a year, a month and a day`;
  }
  const detail = DETAILS.find(([fine, coarse]) => said.includes(fine) && !said.includes(coarse));
  if (detail !== undefined) {
    return `has ${detail[0] === 'halfDay' ? 'AM or PM' : `the ${detail[0]}`} without the ${detail[1]}`;
  }
  const kinds = steps.map(({ kind }) => kind);
  if (kinds.includes('hourOfHalf') !== kinds.includes('halfDay')) {
    return 'has h without a, or a without h; write H for hours from 0 to 23, or h and a for 1 to 12 with AM or PM';
  }
  const unclear = steps.find((step, i) => 'least' in step && step.least < step.greatest && beginsWithDigit(steps[i + 1]));
  return unclear === undefined ? undefined : `has the ${meaningOf(unclear)} in one or two digits before another digit; write it with two letters`;
}

function beginsWithDigit(step: PatternStep | undefined): boolean {
  return step !== undefined && ('least' in step || (step.kind === 'literal' && /^\d/.test(step.text)));
}
