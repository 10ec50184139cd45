import { vatZones } from '../erp/documents.ts';
import type { VatZone } from '../erp/documents.ts';

/** Code of each VAT zone in imports: 1 domestic, 2 EU, 3 abroad, 4 domestic exempt (help pages H-00061, H-00031). */
export const vatZoneCodes = { domestic: 1, eu: 2, abroad: 3, 'domestic-exempt': 4 } as const satisfies Record<
  VatZone,
  number
>;

/** The VAT zone of an import code or name (`2` and `"eu"` alike); undefined for anything else. */
export function vatZoneOf(value: string | number): VatZone | undefined {
  const text = String(value).trim().toLowerCase();
  return vatZones.find((zone) => zone === text || String(vatZoneCodes[zone]) === text);
}

/** VAT percentages of a product group, as decimal strings. */
export interface VatPercentages {
  readonly vatDomestic: string;
  readonly vatEu: string;
  readonly vatAbroad: string;
  readonly vatDomesticExempt: string;
}

/** VAT % of a line: its product's group × the document's VAT zone. */
export function vatPercentageOf(group: VatPercentages, zone: VatZone): string {
  switch (zone) {
    case 'domestic':
      return group.vatDomestic;
    case 'eu':
      return group.vatEu;
    case 'abroad':
      return group.vatAbroad;
    case 'domestic-exempt':
      return group.vatDomesticExempt;
  }
}
