import { enter } from '../../database/tenancy.ts'
import type { Tx } from '../context.ts'
import type { DomainEvent } from '../events/index.ts'
import { JOINED as PLUGIN_JOINED, pluginDetail } from '../plugins/index.ts'
import { review } from '../reviews/index.ts'
import { VERSION_JOINED, version } from '../versions/index.ts'

export type RegistryEvent = DomainEvent<
  'plugin.created' | 'version.published' | 'version.yanked' | 'review.created'
>

/** The organisation whose registry events these are: the author's own. Undefined for who has none. */
export async function orgOfAuthor(tx: Tx, authorId: string): Promise<string | undefined> {
  await enter(tx, { userId: authorId })
  const [row] = await tx.execute<{ id: string }[]>(
    'select id from organisations where personal_user_id = ?',
    [authorId],
  )
  return row?.id
}

/** The row an event is about as its reading endpoint shows it now; undefined when it is gone. */
export async function registryData(tx: Tx, event: RegistryEvent): Promise<object | undefined> {
  const { pluginId: plugin_id, slug: plugin_slug } = event.data
  const [select, id] = selectOf(event)
  const [row] = await tx.execute<{ shape: object }[]>(select, [id])
  if (!row || event.type === 'plugin.created') return row?.shape
  // A version and a review do not say which plugin they belong to.
  return { ...row.shape, plugin_id, plugin_slug }
}

function selectOf(event: RegistryEvent): [sql: string, id: string] {
  switch (event.type) {
    case 'plugin.created':
      return [
        `select ${pluginDetail} as shape from plugins p ${PLUGIN_JOINED} where p.id = ?`,
        event.data.pluginId,
      ]
    case 'review.created':
      return [
        `select ${review} as shape from reviews r join users u on u.id = r.author_id where r.id = ?`,
        event.data.reviewId,
      ]
    default:
      return [`select ${version} as shape from ${VERSION_JOINED} where v.id = ?`, event.data.versionId]
  }
}
