import type { ListingFacts, ModeratedListing, Verdict } from './moderator.ts'

/** One thing that is looked for. `find` says what was found, for the seller; undefined when nothing was. */
export interface Rule {
  /** The flag that the listing gets. */
  flag: string
  verdict: 'rejected' | 'flagged_for_review'
  find(listing: ModeratedListing, facts: ListingFacts): string | undefined
}

/** Never on this marketplace. Compared without case, accents and the digits that stand for letters. */
const BANNED_TERMS = [
  'account generator',
  'credit card dump',
  'credit cards for sale',
  'ddos service',
  'fake passport',
  'free robux',
  'keygen',
  'keylogger',
  'malware builder',
  'nulled plugin',
  'ransomware',
  'stolen accounts',
  'token grabber',
]

const SHORTENERS = ['bit.ly', 'cutt.ly', 'goo.gl', 'grabify.link', 'is.gd', 'rb.gy', 't.co', 'tinyurl.com']
const MAX_LINKS = 5

const USD = 1_000_000
const HIGHEST_PRICE = 1000 * USD
const LOWEST_PRICE = USD / 2

/** What the built-in moderator goes by, the gravest first. */
export const RULES: readonly Rule[] = [
  {
    flag: 'banned_term',
    verdict: 'rejected',
    find: (listing) => {
      const text = plain(textsOf(listing).join('\n'))
      const term = BANNED_TERMS.find((banned) => new RegExp(`(?<![a-z])${banned}(?![a-z])`).test(text))
      return term && `It offers or mentions "${term}", which is not allowed here.`
    },
  },
  {
    flag: 'shortened_link',
    verdict: 'rejected',
    find: (listing) => {
      const host = hostsIn(listing).find((each) => SHORTENERS.includes(each))
      return host && `It links to ${host}. Link to the page itself, so that everybody sees where it leads.`
    },
  },
  {
    flag: 'suspicious_link',
    verdict: 'flagged_for_review',
    find: (listing) =>
      hostsIn(listing).some((host) => /^[\d.]+$|^\[|^xn--|\.(zip|mov|onion)$/.test(host))
        ? 'It links to a host that needs a closer look.'
        : undefined,
  },
  {
    flag: 'many_links',
    verdict: 'flagged_for_review',
    find: (listing) =>
      hostsIn(listing).length > MAX_LINKS ? `It has more than ${MAX_LINKS} links.` : undefined,
  },
  {
    flag: 'unusual_price',
    verdict: 'flagged_for_review',
    find: ({ priceUsdMicros: price }) =>
      price > HIGHEST_PRICE || (price > 0 && price < LOWEST_PRICE)
        ? 'Its price is outside of 0.50 to 1,000 US dollars.'
        : undefined,
  },
  {
    flag: 'duplicate',
    verdict: 'flagged_for_review',
    find: (_, { duplicates }) =>
      duplicates > 0 ? 'Another listing has the same title and summary.' : undefined,
  },
]

/** The verdict of the rules: the gravest that applies decides, all that apply are flags. */
export function judgeByRules(listing: ModeratedListing, facts: ListingFacts): Verdict {
  const found = RULES.flatMap(({ flag, verdict, find }) => {
    const reason = find(listing, facts)
    return reason ? [{ flag, verdict, reason }] : []
  })
  const gravest = found.find(({ verdict }) => verdict === 'rejected') ?? found[0]
  if (!gravest) return { kind: 'approved', reason: 'No rule applies.', flags: [] }
  return { kind: gravest.verdict, reason: gravest.reason, flags: found.map(({ flag }) => flag) }
}

const textsOf = ({ title, summary, description, tags }: ModeratedListing) => [
  title,
  summary,
  description,
  ...tags,
]

const LETTERS: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  $: 's',
  '@': 'a',
}

/** A text as somebody reads it who does not look closely. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[013457$@]/g, (sign) => LETTERS[sign] ?? sign)
    .replace(/[\s._-]+/g, ' ')

/** The hosts that the texts link to, each link once. */
function hostsIn(listing: ModeratedListing): string[] {
  const links = textsOf(listing)
    .join('\n')
    .match(/\bhttps?:\/\/[^\s<>()"']+/gi)
  return (links ?? []).flatMap((link) => {
    const host = URL.parse(link)?.hostname.replace(/^www\./, '')
    return host ? [host] : []
  })
}
