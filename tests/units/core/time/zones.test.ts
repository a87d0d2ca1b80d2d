import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../../../src/core/fault.ts';
import { checkZone, zoneAt } from '../../../../src/core/time/zones.ts';

const problem = (name: string) => {
  const result = checkZone(name);
  return result.ok ? undefined : { reason: result.reason, suggestions: result.detail.suggestions };
};

describe('a zone', () => {
  test.each([
    ['America/New_York', 'America/New_York'],
    ['america/new_york', 'America/New_York'],
    ['US/Eastern', 'America/New_York'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Japan', 'Asia/Tokyo'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
  ])('%s goes by the name %s', (written, name) => {
    expect(checkZone(written)).toEqual({ ok: true, value: name });
  });

  test('every zone that Node lists is taken, and its name is taken again unchanged', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = zoneAt('/zone', name);
      expect(zoneAt('/zone', zone)).toBe(zone);
    }
  });
});

describe('what is no zone', () => {
  test.each(['EST', 'cst', 'IST', 'CET', 'BST'])(
    '%s is an abbreviation that fits several places, and they are named',
    (name) => {
      const found = problem(name);
      expect(found?.reason).toBe('abbreviation');
      expect(found?.suggestions.length).toBeGreaterThan(1);
      for (const suggestion of found?.suggestions ?? []) expect(checkZone(suggestion).ok).toBe(true);
    },
  );

  test.each([
    ['America/NewYork', 'America/New_York'],
    ['Europe/Pariss', 'Europe/Paris'],
    ['kolkata', 'Asia/Kolkata'],
    ['new york', 'America/New_York'],
    ['Australia/Lord_How', 'Australia/Lord_Howe'],
  ])('%s is unknown, and %s is suggested', (name, suggestion) => {
    expect(problem(name)).toMatchObject({ reason: 'unknown_zone' });
    expect(problem(name)?.suggestions[0]).toBe(suggestion);
  });

  test.each(['+05:00', '-08:00', '', ' ', '5', 'Mars/Olympus', 'x'.repeat(10_000)])('%p is unknown', (name) => {
    expect(problem(name)?.reason).toBe('unknown_zone');
  });

  test('at an edge it is a fault that names the field and how to mend it', () => {
    expect(() => zoneAt('/hosts/0/zone', 'EST')).toThrow(Fault);
    expect(() => zoneAt('/hosts/0/zone', 'EST')).toThrow(
      '/hosts/0/zone: "EST" is an abbreviation and fits several places; use the place, e.g. America/New_York',
    );
  });
});
