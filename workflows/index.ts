/** The workflow bundle's entry: every workflow that a worker runs. */
export { invoiceWorkflow } from './documents/customer-invoice/workflow.ts';
export { offerWorkflow } from './documents/offer/workflow.ts';
export { purchaseOrderWorkflow } from './documents/purchase-order/workflow.ts';
export { orderWorkflow } from './documents/order/workflow.ts';
export { receiptWorkflow } from './documents/receipt/workflow.ts';
export { supplierInvoiceWorkflow } from './documents/supplier-invoice/workflow.ts';
export { transferWorkflow } from './erp/transfer/workflow.ts';
export { connectionWorkflow, connectionTestWorkflow } from './erp/connection/workflow.ts';
export { invoicePdfWorkflow } from './erp/invoice-pdf/workflow.ts';
export { issueCheckWorkflow } from './erp/issue-check/workflow.ts';
export { erpLookUpWorkflow } from './erp/look-up/workflow.ts';
export { preflightWorkflow } from './erp/preflight/workflow.ts';
export { dryRunWorkflow } from './erp/dry-run/workflow.ts';
export { laneKeeperWorkflow } from './erp/lane-keeper/workflow.ts';
export { deliveryWorkflow } from './delivery/workflow.ts';
