import { promises as dns } from 'node:dns'
import { isIP, isIPv6 } from 'node:net'
import { isPublicAddress } from './public-address.ts'
import { Refused } from './webhook-sender.ts'

/** All addresses of a name. Rejects when it has none. */
export type Resolve = (name: string) => Promise<string[]>

/** Asks the name servers; unlike `dns.lookup` it takes no thread from anybody while they are slow. */
export function createResolve(): Resolve {
  const resolver = new dns.Resolver({ timeout: 1500, tries: 2 })
  return async (name) => {
    if (name === 'localhost') return ['127.0.0.1', '::1']
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length > 0) return addresses
    throw (answers[0] as PromiseRejectedResult).reason
  }
}

/** The addresses of a host that may be called: one that is not public spoils them all. */
export async function allowedAddresses(
  host: string,
  resolve: Resolve,
  { allowPrivateNetworks }: { allowPrivateNetworks: boolean },
): Promise<{ address: string; family: 4 | 6 }[]> {
  const addresses = isIP(host) ? [host] : await resolve(host)
  if (!allowPrivateNetworks && !addresses.every(isPublicAddress))
    throw new Refused('must lead to a public address')
  return addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
}
