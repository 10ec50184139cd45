import { STATUS_CODES } from 'node:http';
import type { ErpExchange } from '../domain/transfers/erp-exchange.entity.ts';

interface HarPair {
  readonly name: string;
  readonly value: string;
}

const pairs = (headers: Readonly<Record<string, string>>): HarPair[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

const bytesOf = (text: string | null | undefined): number => Buffer.byteLength(text ?? '');

function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  const header = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return header?.[1] ?? 'application/octet-stream';
}

/** Stored URLs are whole; one that is not stays as it is and has no query of its own. */
const queryOf = (url: string): HarPair[] =>
  URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : [];

/** An exchange without an answer has the status 0 and says so in `comment`. */
function entryOf(exchange: ErpExchange): object {
  const { requestBody, responseBody, requestHeaders, responseHeaders, durationMs } = exchange;
  const status = exchange.status ?? 0;
  return {
    startedDateTime: exchange.at.toISOString(),
    time: durationMs,
    comment: exchange.purpose + (status === 0 ? ': no answer came' : ''),
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(requestHeaders),
      queryString: queryOf(exchange.url),
      headersSize: -1,
      bodySize: bytesOf(requestBody),
      ...(requestBody !== null &&
        requestBody !== undefined && {
          postData: { mimeType: mediaTypeOf(requestHeaders), text: requestBody },
        }),
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(responseHeaders),
      content: {
        size: bytesOf(responseBody),
        mimeType: mediaTypeOf(responseHeaders),
        text: responseBody ?? '',
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: bytesOf(responseBody),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
  };
}

/** Exchanges, masked as they are stored, as an HTTP archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/). */
export const harOf = (exchanges: readonly ErpExchange[], version: string): object => ({
  log: { version: '1.2', creator: { name: 'Bilag', version }, entries: exchanges.map(entryOf) },
});
