import { listingId } from '../../lib/public-id.ts'
import type { Tx } from '../context.ts'
import type { DomainEvent } from '../events/index.ts'

const HIDDEN = {
  plugins: 'select only_for from plugins where id = ?',
  listings: 'select only_for from listings where id = ?',
  files: 'select only_for from files where id = ?',
}

/** The person who alone may be told of what an event is about, since nobody else sees it; null: everybody may. */
export async function onlyReaderOf(tx: Tx, { type, data }: DomainEvent): Promise<string | null> {
  const about = subjectOf(type, data as unknown as Record<string, string>)
  if (!about?.id) return null
  const [row] = await tx.execute<{ only_for: string | null }[]>(HIDDEN[about.table], [about.id])
  // What is not visible here is hidden.
  return row ? row.only_for : about.person
}

interface Subject {
  table: keyof typeof HIDDEN
  id: string | undefined
  person: string | null
}

function subjectOf(type: string, data: Record<string, string>): Subject | undefined {
  if (data.pluginId) return { table: 'plugins', id: data.pluginId, person: data.authorId ?? null }
  if (type.startsWith('listing.')) {
    return { table: 'listings', id: listingId.decode(data.id ?? ''), person: data.seller_id ?? null }
  }
  if (type.startsWith('file.')) return { table: 'files', id: data.id, person: data.uploader_id ?? null }
  return undefined
}
