import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Client } from '@temporalio/client';
import type { Senders } from '../../activities/deliveries/deliver.ts';
import { createMailer } from '../../activities/deliveries/mailer.ts';
import { createWebhookSender } from '../../activities/deliveries/webhook-sender.ts';
import { startDelivery } from '../../activities/signals.ts';
import { startCourier, type Courier } from '../../domain/deliveries/courier.ts';
import { testRunFolder } from './servers.ts';

/** The sender of the tests' mails. */
export const testMailFrom = 'Bilag <bilag@example.com>';

/** Where the tests' mails become files. */
export const testMailDir = (): string => join(testRunFolder(), 'mail');

/** Sends to receivers on this machine; mails become files of this test run. */
export const testSenders = (changes: Partial<Senders> = {}): Senders => ({
  webhooks: createWebhookSender({ allowsPrivate: true }),
  mailer: createMailer({ smtpUrl: undefined, from: testMailFrom, dir: testMailDir() }),
  publicUrl: 'https://bilag.example.com',
  accountUrl: 'https://bilag.example.com/api',
  ...changes,
});

/** Starts deliveries as the processes do; what it cannot start is the keeper's. */
export const testCourier = (orm: MikroORM, client: Client, taskQueue: string): Courier =>
  startCourier(
    orm,
    async (due) => {
      await startDelivery(client, taskQueue, due);
    },
    () => undefined,
  );
