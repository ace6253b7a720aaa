import { BlockList, isIPv6 } from 'node:net';

/** Instance metadata, "this host", multicast, and IPv6 ranges that carry an IPv4 address: no webhook is there. */
const NEVER = blockList([
  ['0.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 4], ['240.0.0.0', 4],
  ['::', 128], ['fe80::', 10], ['fd00:ec2::', 32], ['ff00::', 8], ['64:ff9b::', 96], ['2002::', 16],
]);

/** Networks that only their owner can reach. They are allowed if the webhook is declared to be there. */
const PRIVATE = blockList([
  ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['::1', 128], ['fc00::', 7], ['fec0::', 10],
]);

/**
 * Whether messages may be sent to an IP address. A person who can write the secret must not be able to make the function call
 * addresses inside the account's networks.
 */
export function isAllowedAddress(address: string, allowPrivateAddress: boolean): boolean {
  // An IPv4 address that is mapped into IPv6 (::ffff:127.0.0.1) is checked as the IPv4 address: BlockList does that itself.
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, family)) {
    return false;
  }
  return allowPrivateAddress || !PRIVATE.check(address, family);
}

function blockList(subnets: Array<[string, number]>): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) {
    list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}
