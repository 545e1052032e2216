import type { PluginEntity } from '../../../entities/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import { readPlugin } from './get-plugin.ts'
import { lockOwnPlugin } from './lock-own-plugin.ts'
import type { Plugin, UpdatePlugin } from './schema.ts'
import { setCategories } from './set-categories.ts'
import { slugOf } from './slug.ts'

/**
 * Changes the fields that are sent; `null` clears. The slug stays. Somebody else's plugin: 403, deleted or
 * deactivated: 404, a name whose slug is another plugin's: 409, an unknown category: 422.
 */
export async function updatePlugin(ctx: Context, input: UpdatePlugin): Promise<Plugin> {
  const id = await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, input.slug)
    if (input.name !== undefined && input.name !== plugin.name) await requireFreeName(tx, plugin, input.name)
    tx.assign(plugin, { ...changesOf(input), updatedAt: ctx.app.clock.now() })
    if (input.category_ids !== undefined) await setCategories(tx, plugin.id, input.category_ids ?? [])
    const data = { pluginId: plugin.id, slug: plugin.slug, authorId: plugin.author.id }
    await emit(tx, ctx, { type: 'plugin.updated', data })
    return plugin.id
  })
  return readPlugin(ctx, id)
}

/** A deleted plugin keeps its slug, and so does one that others do not see: its name stays taken as well. */
async function requireFreeName(tx: Tx, plugin: PluginEntity, name: string): Promise<void> {
  const slug = slugOf(name)
  const [found] = await tx.execute<{ isTaken: boolean }[]>('select slug_is_taken(?, ?) as "isTaken"', [
    slug,
    plugin.id,
  ])
  if (found?.isTaken) {
    throw conflict(`The name "${name}" belongs to another plugin (${slug}). Choose another name.`)
  }
}

function changesOf(input: UpdatePlugin): Partial<PluginEntity> {
  const changes = {
    name: input.name,
    shortDescription: input.short_description,
    description: emptied(input.description),
    license: emptied(input.license),
    repositoryUrl: emptied(input.repository_url),
    websiteUrl: emptied(input.website_url),
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

/** An empty text clears as `null` does; a missing one stays missing. */
const emptied = (text: string | null | undefined): string | null | undefined => (text === '' ? null : text)
