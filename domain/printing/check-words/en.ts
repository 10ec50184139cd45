import type { CheckWords } from './check-words.ts';

/** English. */
export const en: CheckWords = {
  parties: {
    customer: { Party: 'Customer', party: 'customer' },
    supplier: { Party: 'Supplier', party: 'supplier' },
  },
  shown: '"{field}" shows on the PDF of {document}.',
  hidden: '"{field}" is not on the PDF of {document}. Mend the steps that failed, from the first.',
  nothingToShow:
    '"{field}" is not on the PDF of {document}: the document or its layout has nothing to show there.',
  customerHasLayout: '{Party} {customer} has layout {customer_layout}; new documents take it.',
  customerHasNone: '{Party} {customer} has no layout, so new documents get none. Set one there.',
  documentHasLayout: '{document} carries layout {layout}.',
  documentHasNone: '{document} carries no layout. Set one on it; that is possible when it is booked, too.',
  notSetLater: 'No other layout was set on {party} {customer} after {document} was made.',
  setLater:
    '{Party} {customer} got layout {customer_layout} only at {changed}, after {document} was made at {made}. A document keeps what there was then: set the layout on the document itself.',
  changedLater:
    '{Party} {customer} got layout {customer_layout} at {changed}, after {document} was made at {made}; the document keeps layout {layout}.',
  fieldIsOn: 'The child template has "{field}" on.',
  fieldIsOff: 'The child template of layout {layout} has "{field}" off. Turn it on.',
  fieldIsOffWithoutLayout: 'A document without a layout does not show "{field}". Give it a layout first.',
};
