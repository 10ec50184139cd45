/** A driver: the process from which one subject is called, so that its caller costs the same on either side. */
import { Client, Connection } from '@temporalio/client';
import type { BenchAgreement } from '../support/agreements.ts';
import { givenArgument, serve } from '../support/child.ts';
import { BareSubject } from './bare-subject.ts';
import { atOnce } from '../../domain/at-once.ts';
import { bookings, carried, drafts } from './loops.ts';
import { ProductSubject } from './product-subject.ts';
import type { CarryAnswer, DriverRequest, Subject } from './subject.ts';

/** Whom to drive. */
export type DriverArgument =
  | {
      readonly subject: 'bare';
      readonly address: string;
      readonly namespace: string;
      readonly taskQueue: string;
      readonly agreements: number;
    }
  | {
      readonly subject: 'product';
      readonly address: string;
      readonly namespace: string;
      readonly apiUrl: string;
      readonly agreements: readonly BenchAgreement[];
    };

const argument = givenArgument() as DriverArgument;
const connection = await Connection.connect({ address: argument.address });
const client = new Client({ connection, namespace: argument.namespace });
const subject =
  argument.subject === 'bare'
    ? new BareSubject(client, argument.taskQueue, argument.agreements)
    : new ProductSubject(argument.apiUrl, client, argument.agreements);

let drafted = 0;

async function answer<Document>(driven: Subject<Document>, request: DriverRequest): Promise<unknown> {
  if (request.do === 'plain') return plain(request.inFlight, request.count);
  const from = drafted;
  drafted += request.count;
  const documents = await drafts(driven, from, request.count);
  return request.do === 'book'
    ? bookings(driven, documents, request.clients)
    : carried(driven, documents, request.inFlight);
}

async function plain(inFlight: number, count: number): Promise<CarryAnswer> {
  if (!(subject instanceof BareSubject)) throw new Error('The plain workflow runs on the bare engine alone.');
  const startedAt = performance.now();
  await atOnce(
    inFlight,
    Array.from({ length: count }, (_, at) => at),
    () => subject.plain(),
  );
  return { seconds: (performance.now() - startedAt) / 1_000 };
}

process.on('SIGTERM', () => {
  void subject.close().then(() => process.exit(0));
});
serve((request) => answer(subject as Subject, request as DriverRequest));
