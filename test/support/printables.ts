import type { PrintLook } from '../../domain/printing/look.ts';
import { lookWithoutLayout } from '../../domain/printing/look.ts';
import type { PrintableDocument, PrintableLine } from '../../domain/printing/printable-document.ts';
import { defaultTemplate } from '../../domain/layouts/template-defaults.ts';
import type { TemplateKind } from '../../domain/layouts/template-parts.ts';
import { isPriced } from '../../domain/layouts/template-parts.ts';

/** A line of every value. */
export const printableLine = (line: Partial<PrintableLine> = {}): PrintableLine => ({
  position: 1,
  itemNumber: 'STOL-12',
  barcode: '5701234567899',
  name: 'Spisebordsstol, røget eg',
  location: 'H1-R03-07',
  batches: [
    { number: 'B2026-014', quantity: '11.5' },
    { number: 'SN 100234', quantity: '1' },
  ],
  quantity: '12.5',
  unit: 'stk',
  unitPrice: '1234.5',
  discountPercentage: '14.5',
  vatPercentage: '25',
  netAmount: '13193.72',
  ...line,
});

/** A document of that kind which has everything that one can have. */
export const printableDocument = (
  kind: TemplateKind,
  document: Partial<PrintableDocument> = {},
): PrintableDocument => ({
  kind,
  number: '10001',
  language: 'da',
  date: '2026-03-09',
  contentFrom: new Date('2026-03-09T10:00:00.000Z'),
  isDraft: false,
  company: {
    name: 'Prøvefirma Ærø ApS',
    street: 'Havnegade 7',
    street2: null,
    zip: '5970',
    city: 'Ærøskøbing',
    country: null,
    corporateIdentificationNumber: '12345678',
    phone: '+45 62 52 00 00',
    email: 'post@proevefirma.example',
  },
  party: {
    name: 'Žižkov Müller & Søn A/S',
    street: 'Gammel Kongevej 123, 4. tv.',
    street2: null,
    zip: '2100',
    city: 'København Ø',
    country: 'Danmark',
  },
  deliveryAddress: {
    name: 'Lager Š',
    street: 'Industrivej 9',
    street2: 'Port 4',
    zip: '9000',
    city: 'Aalborg',
    country: null,
  },
  heading: 'Levering uge 9',
  note: 'Ring til portneren.',
  facts: {
    party_number: { text: '1001' },
    corporate_identification_number: { text: '87654321' },
    vat_number: { text: 'DK87654321' },
    ean: { text: '5790000000005' },
    attention: { text: 'Åse Nørgård' },
    our_reference: { text: 'Søren Ærø' },
    their_reference: { text: 'Björn Öberg' },
    other_reference: { text: 'PO-4711' },
    project: { text: '42' },
    delivery_date: { day: '2026-03-05' },
    delivery_terms: { text: 'DAP Aalborg' },
    valid_until: { day: '2026-04-09' },
    due_date: { day: '2026-03-17' },
    payment_terms: { text: 'Netto 8 dage' },
  },
  source: { kind: 'order', number: '5005' },
  lines: [
    printableLine(),
    printableLine({
      position: 2,
      itemNumber: null,
      name: 'Leveret på Havnen 4',
      barcode: null,
      location: null,
      batches: [],
      quantity: null,
      unit: null,
      unitPrice: null,
      discountPercentage: null,
      vatPercentage: null,
      netAmount: null,
    }),
  ],
  totals: isPriced(kind)
    ? {
        currency: 'EUR',
        netAmount: '13193.72',
        vatAmount: '3298.43',
        grossAmount: '16492.15',
        vat: [{ vatPercentage: '25', netAmount: '13193.72', vatAmount: '3298.43' }],
        base: { currency: 'DKK', exchangeRate: '745.5', vatAmount: '24589.80' },
      }
    : null,
  ...document,
});

/** The look of a layout that has everything, with the default template of the kind. */
export const printLook = (kind: TemplateKind, look: Partial<PrintLook> = {}): PrintLook => ({
  ...lookWithoutLayout(kind),
  layoutNumber: 19,
  bankAccount: 'Sydbank\nReg. 1234 Konto 0001234567\nIBAN DK50 0040 0440 1162 43',
  signature: 'Med venlig hilsen\nPrøvefirma Ærø ApS',
  template: defaultTemplate(kind),
  ...look,
});
