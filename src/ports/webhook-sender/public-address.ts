import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** IPv4 that is not a stranger's machine on the internet (IANA special-purpose registry, and a cloud's metadata). */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of IPv6 only global unicast is public: loopback, mapped, NAT64, unique local and link-local lie outside of it. */
const GLOBAL_IPV6 = '2000::/3'
/** Within it: Teredo and its neighbours, documentation, 6to4, the sinkhole of AS112. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const special = new BlockList()
const global = new BlockList()
for (const range of SPECIAL_IPV4) add(special, range, 'ipv4')
for (const range of SPECIAL_IPV6) add(special, range, 'ipv6')
add(global, GLOBAL_IPV6, 'ipv6')

/** Whether an address is one of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  // With a zone it is link-local, whatever the digits say.
  if (!isIPv6(address) || address.includes('%')) return false
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

function add(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', prefix] = range.split('/')
  list.addSubnet(network, Number(prefix), family)
}
