import { Checks } from '../../demo/checks';
import { Narrator } from '../../demo/narrator';

function checks(): { checks: Checks; told: string[] } {
  const told: string[] = [];
  return { checks: new Checks(new Narrator((text) => void told.push(text))), told };
}

test('a figure that agrees is reported and counted, and is not a difference', () => {
  const story = checks();
  story.checks.equal('cars: rows = 406', 406n, 406n);
  expect(story.told).toEqual([expect.stringContaining('✓ cars: rows = 406')]);
  expect([story.checks.count, story.checks.found]).toEqual([1, []]);
});

test('a figure that differs is reported with both values, and remembered', () => {
  const story = checks();
  story.checks.equal('cars: rows = 406', 405n, 406n);
  expect(story.told).toEqual([expect.stringContaining('✗ cars: rows = 406: found 405, expected 406')]);
  expect(story.checks.found).toHaveLength(1);
});

test('values nested in lists are compared one by one', () => {
  const story = checks();
  story.checks.equal('weather: values of each column', [1n, 2n], [1n, 3n]);
  expect(story.checks.found).toHaveLength(1);
});
