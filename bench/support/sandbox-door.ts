import { erpAgreementOf, type BenchAgreement } from './agreements.ts';
import type { BenchStack } from './stack.ts';

/** Bars or opens a product in the sandbox's ledger of an agreement, as somebody there would. */
export async function setBarred(
  stack: BenchStack,
  agreement: BenchAgreement,
  product: string,
  barred: boolean,
): Promise<void> {
  await send(stack, 'POST', `/control/barred?agreement=${erpAgreementOf(agreement.number)}`, {
    kind: 'product',
    id: product,
    barred,
  });
}

/** Changes how the sandbox behaves, for all agreements. */
export async function setSwitches(
  stack: BenchStack,
  switches: Readonly<Record<string, number>>,
): Promise<void> {
  await send(stack, 'PATCH', '/control/switches', switches);
}

async function send(stack: BenchStack, method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${stack.controlUrl}${path}`, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The sandbox refuses ${path}: ${await answer.text()}`);
}
