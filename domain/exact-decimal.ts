import { DecimalType, p } from '@mikro-orm/core';
import { equal } from './money.ts';

/**
 * A decimal column whose changes are seen to the last digit. MikroORM's own decimal compares as floats, and would take an
 * amount of 17 digits for unchanged when only its last cent differs.
 */
export class ExactDecimalType extends DecimalType {
  constructor() {
    super('string');
  }

  override compareValues(a: string, b: string): boolean {
    return equal(a, b);
  }
}

/** A `numeric` column of this precision and scale; a decimal string in code. */
export const exactDecimal = (precision: number, scale: number) =>
  p.type(ExactDecimalType).$type<string>().precision(precision).scale(scale);
