/**
 * Why a field is missing on a PDF, in the four steps of the FAQ: the customer has a layout; the document carries one; the
 * customer did not get it only later; the child template has the field on. A pure function of what the PDF is made of, so
 * that it never says anything else than the PDF shows.
 */
import type { MessageLanguage } from '../languages.ts';
import type { TemplateField } from '../layouts/template-parts.ts';
import { checkWords } from './check-words/check-words.ts';
import type { CheckSentence } from './check-words/check-words.ts';
import { hasValue, isShown } from './look.ts';
import type { PrintLook } from './look.ts';
import type { PrintSource } from './printable-document.ts';
import { fill } from './writing.ts';
import { printWords } from './words/words.ts';

export const checkSteps = [
  'customer_layout',
  'document_layout',
  'layout_set_later',
  'template_field',
] as const;
export type CheckStep = (typeof checkSteps)[number];

/** `failed` keeps the field off this PDF; `noted` is worth knowing and does not. */
export const checkVerdicts = ['passed', 'failed', 'noted'] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];

/** The request that mends a step. */
export interface CheckFix {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CheckedStep {
  readonly step: CheckStep;
  readonly verdict: CheckVerdict;
  readonly message: string;
  readonly fix: CheckFix | null;
}

export interface LayoutCheck {
  readonly field: TemplateField;
  /** The field in words. */
  readonly fieldName: string;
  readonly isShown: boolean;
  /** False where the document has nothing to show there. */
  readonly hasValue: boolean;
  readonly summary: string;
  /** Always these four, in this order. */
  readonly steps: readonly CheckedStep[];
}

/** What is checked; `suggestedLayout` is the layout that fixes name where nothing else says which. */
export interface CheckInput {
  readonly source: PrintSource;
  readonly look: PrintLook;
  readonly field: TemplateField;
  readonly suggestedLayout: number | null;
  readonly language: MessageLanguage;
}

/** Fields that only a layout brings; the others show on a document without one too. */
const needLayout: readonly TemplateField[] = ['payment_terms', 'bank_account', 'signature'];

interface Finding {
  readonly verdict: CheckVerdict;
  readonly says: CheckSentence;
  readonly fix?: CheckFix;
}

/** Checks one field of one document. */
export function checkLayout(input: CheckInput): LayoutCheck {
  const { source, look, field, language } = input;
  const { document } = source;
  const findings: Readonly<Record<CheckStep, Finding>> = {
    customer_layout: customerStep(input),
    document_layout: documentStep(input),
    layout_set_later: laterStep(input),
    template_field: templateStep(input),
  };
  const fieldName = printWords[language].fields[field];
  const values = {
    ...checkWords[language].parties[source.party.kind],
    field: fieldName,
    document: `${printWords[language].titles[document.kind]} ${document.number}`,
    customer: source.party.number,
    customer_layout: String(source.party.layoutNumber ?? ''),
    layout: String(source.layoutNumber ?? ''),
    made: minute(source.madeAt),
    changed: source.party.layoutChangedAt ? minute(source.party.layoutChangedAt) : '',
  };
  const say = (sentence: CheckSentence): string => fill(checkWords[language][sentence], values);
  const shown = isShown(document, look, field);
  const isThere = hasValue(document, look, field);
  const failed = checkSteps.some((step) => findings[step].verdict === 'failed');
  return {
    field,
    fieldName,
    isShown: shown,
    hasValue: isThere,
    summary: say(shown ? 'shown' : failed ? 'hidden' : 'nothingToShow'),
    steps: checkSteps.map((step) => {
      const { verdict, says, fix } = findings[step];
      return { step, verdict, message: say(says), fix: fix ?? null };
    }),
  };
}

/** `2026-03-09 10:00 UTC`. */
const minute = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const fixing = (path: string, layout: number | null): CheckFix =>
  layout === null
    ? { method: 'POST', path: '/api/layouts', body: { name: 'Standard' } }
    : { method: 'PUT', path, body: { layout_id: layout } };

/** A layout is missing: that hides what needs one, and is only noted for the rest. */
const missing = ({ field, source }: CheckInput): CheckVerdict =>
  needLayout.includes(field) && source.layoutNumber === null ? 'failed' : 'noted';

function customerStep(input: CheckInput): Finding {
  const { party } = input.source;
  if (party.layoutNumber !== null) return { verdict: 'passed', says: 'customerHasLayout' };
  return {
    verdict: missing(input),
    says: 'customerHasNone',
    fix: fixing(party.path, input.suggestedLayout),
  };
}

function documentStep(input: CheckInput): Finding {
  const { source } = input;
  if (source.layoutNumber !== null) return { verdict: 'passed', says: 'documentHasLayout' };
  return {
    verdict: missing(input),
    says: 'documentHasNone',
    fix: fixing(source.layoutPath, source.party.layoutNumber ?? input.suggestedLayout),
  };
}

function laterStep(input: CheckInput): Finding {
  const { source } = input;
  const { layoutNumber, layoutChangedAt } = source.party;
  const isLater = layoutChangedAt !== null && layoutChangedAt > source.madeAt;
  if (layoutNumber === null || layoutNumber === source.layoutNumber || !isLater)
    return { verdict: 'passed', says: 'notSetLater' };
  return {
    verdict: missing(input),
    says: source.layoutNumber === null ? 'setLater' : 'changedLater',
    fix: fixing(source.layoutPath, layoutNumber),
  };
}

function templateStep({ source, look, field }: CheckInput): Finding {
  const { kind } = source.document;
  if (look.template.fields[field]) return { verdict: 'passed', says: 'fieldIsOn' };
  if (look.layoutNumber === null)
    return { verdict: needLayout.includes(field) ? 'noted' : 'failed', says: 'fieldIsOffWithoutLayout' };
  const path = `/api/layouts/${look.layoutNumber}/templates/${kind}`;
  return {
    verdict: 'failed',
    says: 'fieldIsOff',
    fix: { method: 'PUT', path, body: { fields: { [field]: true } } },
  };
}
