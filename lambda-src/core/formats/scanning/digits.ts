/** Whether a double keeps the digits of a number. */

/** JavaScript writes no more digits of a double. */
const MAX_DIGITS = 101;

/**
 * Whether the double that a number is read as does not give back all of the number's digits. A program that writes a double with more
 * digits than needed loses none: the double gives them back.
 *
 * @param text a number as JSON writes it, which a double can hold.
 */
export function losesDigits(text: string): boolean {
  const digits = text.replace(/[eE].*|[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  if (digits.length <= 17) {
    return false;
  }
  return digits.length > MAX_DIGITS || digitsOf(Number(text).toExponential(digits.length - 1)) !== digits;
}

function digitsOf(text: string): string {
  return text.replace(/e.*|[-.]/g, '');
}
