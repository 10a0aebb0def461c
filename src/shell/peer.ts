import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const kindOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const listOf = (trusted: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) list.addAddress(address, kindOf(address));
    else list.addSubnet(address, Number(prefix), kindOf(address));
  }
  return list;
};

const plain = (address: string): string => (address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address);

/** The network address of a request: the socket's, or what trusted proxies say of it, read from the right as each vouches for the one before. */
export const makePeerOf = (trusted: readonly string[]): ((message: IncomingMessage) => string) => {
  const list = listOf(trusted);
  const isTrusted = (address: string): boolean => isIP(address) !== 0 && list.check(address, kindOf(address));
  return (message) => {
    let peer = plain(message.socket.remoteAddress ?? '');
    if (trusted.length === 0) return peer;
    const hops = String(message.headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim()).reverse();
    for (const hop of hops) {
      if (!isTrusted(peer) || isIP(hop) === 0) return peer;
      peer = plain(hop);
    }
    return peer;
  };
};
