import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { isPublicAddress } from './public-address.ts'
import { allowedAddresses, type Resolve } from './resolve.ts'
import { Refused } from './webhook-sender.ts'

const CONNECT_MS = 5_000
const NOT_PUBLIC = 'must lead to a public address'

/**
 * Connects to nothing but what may be called: the very addresses that are connected to are checked, so that a name
 * which changes its address after it was checked gains nothing.
 */
export function guardedConnector(
  resolve: Resolve,
  rules: { allowPrivateNetworks: boolean },
): buildConnector.connector {
  const lookup: LookupFunction = (name, { all }, done) => {
    allowedAddresses(name, resolve, rules).then(
      (found) => {
        const [first] = found
        if (all || !first) (done as (error: null, addresses: typeof found) => void)(null, found)
        else done(null, first.address, first.family)
      },
      (error) => done(error, '', 4),
    )
  }
  const connect = buildConnector({ timeout: CONNECT_MS, lookup } as buildConnector.BuildOptions)
  const isAllowed = (address: string) => rules.allowPrivateNetworks || isPublicAddress(address)

  return (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    // An address is connected to without being looked up.
    if (isIP(host) && !isAllowed(host)) return done(new Refused(NOT_PUBLIC), null)
    connect({ ...options, hostname: host }, (...[error, socket]) => {
      if (error) return done(error, null)
      if (isAllowed(socket.remoteAddress ?? '')) return done(null, socket)
      socket.destroy()
      done(new Refused(NOT_PUBLIC), null)
    })
  }
}
