import { Connection, isRetryableError, makeGrpcRetryInterceptor } from '@temporalio/client';

/** Between two tries of a call while the engine is away, in milliseconds. */
const retryDelayMsFirst = 50;
const retryDelayMsMax = 500;

/**
 * A connection to the engine that is made at the first call, so that the API starts, and says what is missing, while the
 * engine is away.
 *
 * Stock, a call is tried again after up to six seconds, past its own deadline, and a server that was away is only
 * dialled again after up to two minutes. Half a second and one second keep an answer near its deadline.
 */
export const engineConnection = (address: string): Connection =>
  Connection.lazy({
    address,
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
    },
    interceptors: [
      makeGrpcRetryInterceptor({
        delayFunction: (attempt) => Math.min(retryDelayMsMax, retryDelayMsFirst * 2 ** attempt),
        // The call's deadline is the end: a try after it fails with a status that is not tried again.
        retryableDecider: (_attempt, status) => isRetryableError(status),
      }),
    ],
  });
