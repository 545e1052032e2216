import { singleLine } from '../../lib/text.ts'

const MAX = 100
const DisplayName = singleLine({ max: MAX })

/** A provider's name as our profiles show it: cleaned and cut like one that people enter themselves. */
export function displayNameOf(name: string | null): string | null {
  const cut = [...(name ?? '').toWellFormed()].slice(0, MAX).join('')
  return DisplayName.safeParse(cut).data || null
}
