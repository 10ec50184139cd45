import { describe, expect, test } from '@jest/globals';
import { filterEndsWith, pathSegment } from '../../../../activities/erp/e-conomic/filter.ts';

describe('the filter grammar', () => {
  test.each([
    ['B-7K2M', 'references.other$like:*B-7K2M'],
    ['a$b', 'references.other$like:*a$$b'],
    ['(x)', 'references.other$like:*$(x$)'],
    ['a*b,c', 'references.other$like:*a$*b$,c'],
    ['[1]', 'references.other$like:*[[]1]'],
  ])('%s at the end of a text is asked as %s', (ending, filter) => {
    expect(filterEndsWith('references.other', ending)).toBe(filter);
  });
});

describe('an identifier in a path', () => {
  test.each([
    ['2025/2026', '2025_6_2026'],
    ['A_B C.D#E+F', 'A_8_B_9_C_11_D_12_E_13_F'],
    ['<*>%:&\\?', '_0__2__1__3__4__5__7__10_'],
    ['BØR-1', 'B%C3%98R-1'],
  ])('%s is written as %s', (identifier, segment) => {
    expect(pathSegment(identifier)).toBe(segment);
  });
});
