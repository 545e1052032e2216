import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'
import { Refused } from './webhook-sender.ts'

export interface TargetRules {
  /** Also addresses inside our network: for development. */
  allowPrivateNetworks: boolean
  requireHttps: boolean
  /** Our own address, which is not called. */
  ownUrl?: string
}

const MAX_LENGTH = 2048
const HTTP_PORTS = new Set([80, 443])
const FIRST_FREE_PORT = 1024
/** Above 1023, and yet known to speak something else than HTTP, or to be nobody's business. */
const OTHER_SERVICES = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
  5432, 5601, 5672, 5900, 5984, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 8086, 9042,
  9092, 9200, 9300, 10080, 10250, 11211, 15672, 27017, 27018,
])
const NAME = /^(?!.*--$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/
const LOCAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa|onion)$/

/** The URL to call, or a `Refused` for one that is not called wherever its name leads. */
export function targetOf(text: string, rules: TargetRules): URL {
  const url = parsed(text)
  if (url.protocol === 'http:' && rules.requireHttps) throw new Refused('must be an https:// address')
  requirePort(url)
  if (rules.ownUrl !== undefined && url.host === new URL(rules.ownUrl).host)
    throw new Refused('must not lead back to this service')
  if (!rules.allowPrivateNetworks) requirePublicHost(hostOf(url))
  return url
}

/** The host without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

function parsed(text: string): URL {
  const [, authority] = /^https?:\/\/([^/?#\\\s]+)(?:[/?][^#\\\s]*)?$/i.exec(text) ?? []
  if (text.length > MAX_LENGTH || authority === undefined || !URL.canParse(text))
    throw new Refused('must be an https:// or http:// address, without a fragment')
  if (authority.includes('@')) throw new Refused('must not contain a user name or a password')
  const url = new URL(text)
  const written = authority.replace(/:\d*$/, '').toLowerCase()
  // 127.1, 0x7f000001 and their like are addresses in disguise.
  if (isIP(url.hostname) === 4 && url.hostname !== written)
    throw new Refused('must have its address in the usual form of four numbers')
  return url
}

function requirePort({ port }: URL): void {
  const number = Number(port || 443)
  if (HTTP_PORTS.has(number) || (number >= FIRST_FREE_PORT && !OTHER_SERVICES.has(number))) return
  throw new Refused(`must not use the port ${number}`)
}

function requirePublicHost(host: string): void {
  const isGood = isIP(host) ? isPublicAddress(host) : NAME.test(host) && !LOCAL_NAME.test(host)
  if (!isGood) throw new Refused('must lead to a public address')
}
