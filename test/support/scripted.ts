import { ApplicationFailure } from '@temporalio/common';
import type { ErpFlow, FlowStep } from '../../workflows/shared/erp-flow.ts';

/** What the rows say next, and what the calls answer, in the order in which they are asked; then the last for ever. */
export const script: {
  rows: FlowStep[];
  calls: (FlowStep | Error)[];
  gates: string[];
  probes: (boolean | Error)[];
  /** Whether there is a place in the lane. */
  mayEnter: boolean;
} = {
  rows: [],
  calls: [],
  gates: [],
  probes: [],
  mayEnter: true,
};
/** Everything that was asked, in order. */
export const asked: string[] = [];

/** Nothing was asked, and nothing is to be said. */
export function resetScript(): void {
  asked.length = 0;
  Object.assign(script, { rows: [], calls: [], gates: [], probes: [], mayEnter: true });
}

/** What a list says next, in order; then its last for ever. An error in it is thrown. */
function next<T>(list: T[]): Exclude<T, Error> {
  const value = list.length > 1 ? list.shift() : list[0];
  if (value === undefined) throw ApplicationFailure.nonRetryable('The script has nothing to say.');
  if (value instanceof Error) throw value;
  return value as Exclude<T, Error>;
}

const answers =
  <A extends unknown[], T>(name: (...args: A) => string, value: (...args: A) => T) =>
  async (...args: A): Promise<T> => {
    asked.push(name(...args));
    return Promise.resolve(value(...args));
  };
const registerOf = (flow: ErpFlow): string => (flow.register ? ` ${flow.register.kind}` : '');

/** In place of the steps of a flow, by what the script says. */
export const steps = {
  advanceErpFlow: answers(
    (flow: ErpFlow) => `look${registerOf(flow)}`,
    () => next(script.rows),
  ),
  enterErpLane: answers(
    () => 'enter',
    () => script.mayEnter,
  ),
  leaveErpLane: answers(
    () => 'leave',
    () => undefined,
  ),
  readGateState: answers(
    () => 'gate',
    () => ({ gate: next(script.gates), waitMs: 60_000 }),
  ),
  endExhaustion: answers(
    () => 'end',
    () => undefined,
  ),
  wakeLine: answers(
    () => 'wake',
    () => undefined,
  ),
  keepPromises: answers(
    () => 'keep',
    () => next(script.probes),
  ),
};
/** In place of the calls to the ERP. */
export const calls = {
  sendErpWrite: answers(
    (flow: ErpFlow) => `send${registerOf(flow)}`,
    () => next(script.calls),
  ),
  lookUpErpWrite: answers(
    () => 'look-up',
    () => next(script.calls),
  ),
  resolveErpRegister: answers(
    (flow: ErpFlow) => `resolve${registerOf(flow)}`,
    () => next(script.calls),
  ),
  probeGate: answers(
    () => 'probe',
    () => next(script.probes),
  ),
  testConnection: answers(
    () => 'test',
    () => ({ ok: next(script.probes) }),
  ),
  fetchInvoicePdf: answers(
    () => 'pdf',
    () => ({ fileId: String(next(script.probes)) }),
  ),
};
