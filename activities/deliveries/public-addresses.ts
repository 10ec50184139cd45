import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

/** IPv4 that is not of the public internet (IANA's special-purpose registry), and multicast. */
const notPublic4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within 2000::/3, the one block of public IPv6: what leads elsewhere (tunnels that embed an IPv4, documentation). */
const notPublic6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [net, prefix] of notPublic4) blocked.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of notPublic6) blocked.addSubnet(net, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is one of the public internet. False for what is no address. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
    default:
      return false;
  }
}

/** An address that webhooks may not lead to. */
export class PrivateAddress extends Error {
  constructor(host: string) {
    super(
      `${host} is a loopback, private or reserved address. Webhooks go to public addresses alone, unless the operator ` +
        'allows others (WEBHOOK_PRIVATE_ADDRESSES).',
    );
    this.name = 'PrivateAddress';
  }
}

/** Answers `dns.lookup` only where every address is public; the socket connects to what it answers, so no second look-up can differ. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, '', 0);
      return;
    }
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
      callback(new PrivateAddress(hostname), '', 0);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** How webhooks connect: within this time, and to public addresses alone unless others are allowed. */
export function webhookConnector(options: {
  readonly timeoutMs: number;
  readonly allowsPrivate: boolean;
}): buildConnector.connector {
  const { timeoutMs, allowsPrivate } = options;
  if (allowsPrivate) return buildConnector({ timeout: timeoutMs });
  const connect = buildConnector({ timeout: timeoutMs, lookup: publicLookup });
  return (to, callback) => {
    // An address written as such is looked up nowhere.
    const host = to.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !isPublicAddress(host)) callback(new PrivateAddress(host), null);
    else connect(to, callback);
  };
}
