import type { DeliveryAttempt } from '../../domain/deliveries/delivery-attempt.entity.ts';
import type { Delivery } from '../../domain/deliveries/delivery.entity.ts';
import { deliveryWorkflowId } from '../../workflows/shared/ids.ts';

/** A delivery as lists show it; its event and target must be loaded. */
export function deliveryView(delivery: Delivery) {
  const { event, webhook, recipient, user, documentMail: mail } = delivery;
  const targetId = webhook?.id ?? recipient?.id ?? user?.id ?? mail?.id ?? '';
  return {
    id: delivery.id,
    event: event.event,
    event_id: event.id,
    target: webhook ? ('webhook' as const) : ('mail' as const),
    webhook_id: webhook?.id ?? null,
    url: webhook?.url ?? null,
    recipient_id: recipient?.id ?? null,
    user_id: user?.id ?? null,
    document: mail ? { type: mail.documentKind, number: mail.documentNumber } : null,
    email: recipient?.email ?? user?.email ?? mail?.address ?? null,
    state: delivery.state,
    round: delivery.round,
    attempts: delivery.attempts,
    next_attempt_at: delivery.nextAttemptAt ?? null,
    last_error: delivery.lastError ?? null,
    settled_at: delivery.settledAt ?? null,
    created_at: delivery.createdAt,
    updated_at: delivery.updatedAt,
    workflow_id: deliveryWorkflowId(delivery.agreementNumber, event.id, targetId),
  };
}

/** One line of a delivery's log. */
export const deliveryAttemptView = (attempt: DeliveryAttempt) => ({
  at: attempt.at,
  duration_ms: attempt.durationMs,
  round: attempt.round,
  number: attempt.number,
  outcome: attempt.outcome,
  status: attempt.status ?? null,
  response: attempt.response ?? null,
  error: attempt.error ?? null,
});
